"""Addresses of the finder's JSON, below each list of schools."""

from django.urls import path

from . import finder_views, offline_file

urlpatterns = [
    path(f"<slug:slug>/{finder_views.NAME}", finder_views.results_json, name="results_json"),
    path(f"<slug:slug>/{offline_file.NAME}", finder_views.finder_json, name="finder_json"),
]
