from django.urls import path

from . import state_data, views
from .results import views as results

urlpatterns = [
    path("schools/import/", views.ImportsView.as_view(), name="schools_imports"),
    path("schools/import/file/", views.UploadView.as_view(), name="schools_import_file"),
    path("schools/import/<int:pk>/", views.BatchView.as_view(), name="schools_import"),
    path("schools/import/<int:pk>/preview.csv", views.PreviewView.as_view(), name="schools_import_csv"),
    path("schools/import/results/<int:pk>/", results.BatchView.as_view(), name="schools_results_import"),
    path("schools/state-data/", state_data.StateDataView.as_view(), name="schools_state_data"),
    path("schools/state-data/kept/<int:pk>/", state_data.AskAgainView.as_view(), name="schools_ask_again"),
]
