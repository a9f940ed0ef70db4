"""Wagtail hooks of guided changes: their addresses."""

from django.urls import path
from wagtail import hooks

from . import views


@hooks.register("register_admin_urls")
def addresses():
    return [
        path("school-changes/", views.changes, name="school_changes"),
        path("school-changes/open/", views.open_school, name="school_open"),
        path("school-changes/planned/<int:pk>/", views.planned, name="school_change_planned"),
        path("school-changes/<int:pk>/", views.done, name="school_change_done"),
        path("school-changes/<slug:kind>/<slug:slug>/", views.change, name="school_change"),
    ]
