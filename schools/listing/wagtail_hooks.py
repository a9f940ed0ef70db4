"""Addresses and bulk actions of the listing. Its menu item is in `schools.wagtail_hooks`."""

from django.urls import path
from wagtail import hooks

from .bulk import BulkEditView, DeleteSchools, EditSchools


@hooks.register("register_admin_urls")
def addresses():
    return [path("schools/register/edits/<int:pk>/", BulkEditView.as_view(), name="schools_bulk_edit")]


hooks.register("register_bulk_action", EditSchools)
hooks.register("register_bulk_action", DeleteSchools, order=100)  # after Wagtail's, to replace it
