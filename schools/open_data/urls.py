"""URLs of the open data. `files` are the same in every language, so they have no language prefix; `pages` have one."""

from functools import partial

from django.urls import path
from django.utils.text import format_lazy
from django.utils.translation import pgettext_lazy

from pages.routing.words import translated_path

from . import views
from .feed import FEEDS
from .files import FILES

files = [path(f"data/{name}", views.data_file, {"name": name}, name=name) for name in FILES]
ADDRESS = format_lazy("{}/", pgettext_lazy("address", "data"))
pages = translated_path(ADDRESS, views.data, "data")
for name in FEEDS:
    pages += translated_path(format_lazy("{}{}", ADDRESS, name), partial(views.changes, name=name), name)
