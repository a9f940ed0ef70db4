"""Wagtail hooks of guided changes: their addresses."""

from django.urls import path
from wagtail import hooks

from . import views


@hooks.register("register_admin_urls")
def addresses():
    return [
        path("school-changes/", views.ChangesView.as_view(), name="school_changes"),
        path("school-changes/open/", views.OpenView.as_view(), name="school_open"),
        path("school-changes/planned/<int:pk>/", views.PlannedView.as_view(), name="school_change_planned"),
        path("school-changes/<int:pk>/", views.DoneView.as_view(), name="school_change_done"),
        path("school-changes/<slug:kind>/<slug:slug>/", views.GuideView.as_view(), name="school_change"),
    ]
