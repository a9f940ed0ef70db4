"""The finder for machines stands beside each list of schools, wherever that is."""

from django.urls import path

from . import finder_views as views

urlpatterns = [path(f"<slug:slug>/{views.NAME}", views.results_json, name="results_json")]
