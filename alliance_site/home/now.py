"""Announcements and school notices that visitors see now."""

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pages.editor.home_panel import Row, RowsPanel
from pages.models import Announcement
from pages.schedule import moment
from schools.desk.models import SchoolNotice
from schools.desk.notices import rights as notice_rights


def add_panel(request, panels) -> None:
    rows = [*_announcements(request.user), *_notices(request.user)]
    if rows:
        panels.append(RowsPanel("now", _("Showing now"), rows, order=240))


def _announcements(user) -> list[Row]:
    if not user.has_perm("pages.change_announcement"):
        return []
    return [
        Row(
            str(announcement),
            reverse("wagtailsnippets_pages_announcement:edit", args=[announcement.pk]),
            _("until %(end)s") % {"end": moment(announcement.expire_at)}
            if announcement.expire_at
            else _("until someone unpublishes it"),
        )
        for announcement in Announcement.objects.filter(live=True).order_by("-pk")
    ]


def _notices(user) -> list[Row]:
    if not notice_rights.keeps_all(user):
        return []
    return [
        Row(
            f"{notice.school.short_name}: {notice.text}",
            reverse("school_notice", args=[notice.school.slug, notice.pk]),
            _("until %(end)s") % {"end": date_format(notice.last_day, "DATE_FORMAT")},
        )
        for notice in SchoolNotice.objects.shown_on(timezone.localdate()).select_related("school")
    ]
