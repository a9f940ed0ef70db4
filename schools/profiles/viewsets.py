"""Profiles in the editor."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.pages import PageListingViewSet

from .models import SchoolPage


class ProfileViewSet(PageListingViewSet):
    model = SchoolPage
    icon = "site"
    menu_label = _("Profiles")
    menu_name = "school-profiles"
