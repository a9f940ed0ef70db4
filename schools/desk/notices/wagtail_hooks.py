"""Wagtail hooks of notices: addresses, and a menu item for people who can change all of them."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from schools.desk import access

from . import views


@hooks.register("register_admin_urls")
def addresses():
    of_school = "school-desks/<slug:slug>/notices/"
    return [
        path("school-notices/", views.NoticesView.as_view(), name="school_notices"),
        path(f"{of_school}new/", views.NoticeView.as_view(page_title=_("New notice")), name="school_notice_new"),
        path(f"{of_school}<int:pk>/", views.NoticeView.as_view(), name="school_notice"),
        path(f"{of_school}<int:pk>/end/", views.end, name="school_notice_end"),
    ]


class NoticesMenuItem(MenuItem):
    def is_shown(self, request):
        return access.keeps_notices(request.user)


@hooks.register("register_admin_menu_item")
def in_the_menu():
    return NoticesMenuItem(
        _("School notices"), reverse("school_notices"), name="school-notices", icon_name="comment", order=141
    )
