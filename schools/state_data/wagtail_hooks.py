"""Add the pages of the state's files to the admin."""

from django.urls import path
from wagtail import hooks

from . import views


@hooks.register("register_admin_urls")
def addresses():
    return [
        path("schools/state-data/", views.StateDataView.as_view(), name="schools_state_data"),
        path("schools/state-data/<int:pk>/", views.ReconcileView.as_view(), name="schools_reconcile"),
        path("schools/state-data/kept/<int:pk>/", views.AskAgainView.as_view(), name="schools_ask_again"),
        path("schools/import/results/<int:pk>/", views.ResultsView.as_view(), name="schools_results_import"),
    ]
