"""`files`: the same in every language, so they stand in none; `pages`: the dictionary and the feed, in each."""

from django.urls import path

from . import views
from .files import FILES

files = [path(f"data/{name}", views.data_file, {"name": name}, name=name) for name in FILES]
pages = [
    path("data/", views.data, name="data"),
    path(f"data/{views.CHANGES}", views.changes, name="data_changes"),
]
