"""Add the import pages to the admin."""

from django.urls import path
from wagtail import hooks

from . import views


@hooks.register("register_admin_urls")
def addresses():
    return [
        path("schools/import/", views.ImportsView.as_view(), name="schools_imports"),
        path("schools/import/file/", views.UploadView.as_view(), name="schools_import_file"),
        path("schools/import/<int:pk>/", views.ImportView.as_view(), name="schools_import"),
        path("schools/import/<int:pk>/preview.csv", views.PreviewView.as_view(), name="schools_import_csv"),
    ]
