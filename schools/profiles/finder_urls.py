"""Addresses of files below each list of schools: the finder's JSON and the schools' landscapes."""

from django.urls import path

from . import finder_views, landscape, offline_file

urlpatterns = [
    path(f"<slug:slug>/{finder_views.NAME}", finder_views.results_json, name="results_json"),
    path(f"<slug:slug>/{offline_file.NAME}", finder_views.finder_json, name="finder_json"),
    path(f"<slug:listing>/<slug:slug>/{landscape.NAME}", landscape.landscape, name="landscape"),
]
