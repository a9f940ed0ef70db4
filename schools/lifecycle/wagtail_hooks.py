"""Wagtail hooks of guided changes: addresses, and the button in the register's list."""

from django.urls import path, reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.widgets.button import HeaderButton

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


def open_button() -> HeaderButton:
    """Return the button for the header of the register's list."""
    return HeaderButton(_("Open a school"), reverse("school_open"), icon_name="plus", priority=5)
