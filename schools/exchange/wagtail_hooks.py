"""Add the import pages to the admin."""

from django.urls import path
from wagtail import hooks

from . import state_data, views


@hooks.register("register_admin_urls")
def addresses():
    return [
        path("schools/import/", views.ImportsView.as_view(), name="schools_imports"),
        path("schools/import/file/", views.UploadView.as_view(), name="schools_import_file"),
        path("schools/import/<int:pk>/", views.ImportView.as_view(), name="schools_import"),
        path("schools/import/<int:pk>/preview.csv", views.PreviewView.as_view(), name="schools_import_csv"),
        path("schools/import/results/<int:pk>/", views.ResultsView.as_view(), name="schools_results_import"),
        path("schools/state-data/", state_data.StateDataView.as_view(), name="schools_state_data"),
        path("schools/state-data/kept/<int:pk>/", state_data.AskAgainView.as_view(), name="schools_ask_again"),
    ]
