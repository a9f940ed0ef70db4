"""URLs of the open data. `files` are the same in every language, so they have no language prefix; `pages` have one."""

from django.urls import path

from . import views
from .files import FILES

files = [path(f"data/{name}", views.data_file, {"name": name}, name=name) for name in FILES]
pages = [
    path("data/", views.data, name="data"),
    path(f"data/{views.CHANGES}", views.changes, name="data_changes"),
]
