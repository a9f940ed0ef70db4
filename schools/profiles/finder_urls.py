"""Address of the finder's JSON, below each list of schools."""

from django.urls import path

from . import finder_views

urlpatterns = [path(f"<slug:slug>/{finder_views.NAME}", finder_views.results_json, name="results_json")]
