"""The finder for machines stands beside each list of schools, wherever that is."""

from django.urls import path

from . import finder_views

urlpatterns = [path(f"<slug:slug>/{finder_views.NAME}", finder_views.results_json, name="results_json")]
