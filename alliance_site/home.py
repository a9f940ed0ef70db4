"""Panels of the editor's home page, by role: what to begin, your drafts, and what visitors see now."""

from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.ui.components import Component
from wagtail.images.permissions import permission_policy as images
from wagtail.models import Locale, Page, WorkflowState
from wagtail.permissions import page_permission_policy

from pages.editor.lists import Row, RowsPanel
from pages.editor.schedule import moment
from pages.models import Announcement, Figure, Menu, StoryPage
from schools.desk.models import SchoolNotice
from schools.desk.notices import rights as notice_rights
from schools.models import EventPage

SNIPPETS = "wagtailsnippets_"

DRAFTS_SHOWN = 8


@dataclass(frozen=True)
class Action:
    text: str
    icon: str
    url: str


class StartPanel(Component):
    name = "start"
    template_name = "wagtailadmin/home/start.html"
    order = 45

    def __init__(self, actions: list[Action]):
        self.actions = actions

    def get_context_data(self, parent_context):
        return {"actions": self.actions}


def actions(user) -> list[Action]:
    offered = [
        _new_page(user, _("Write a story"), "doc-full", StoryPage),
        _new_page(user, _("Add an event"), "date", EventPage),
        _with_right(
            user, "pages.add_announcement", _("Post an announcement"), "warning", f"{SNIPPETS}pages_announcement:add"
        ),
        _with_right(user, "pages.change_figure", _("Update a figure"), "order", f"{SNIPPETS}pages_figure:list"),
        _with_right(
            user, "schools.change_school", _("Correct a school"), "group", "wagtailsnippets_schools_school:list"
        ),
        _with_right(user, "schools.change_school", _("Import a spreadsheet"), "download", "schools_import_file"),
        _with_right(user, "schools.change_posting", _("Post a required document"), "doc-full-inverse", "postings"),
        _photos(user),
    ]
    return [action for action in offered if action]


def _with_right(user, right: str, text: str, icon: str, view: str) -> Action | None:
    return Action(text, icon, reverse(view)) if user.has_perm(right) else None


def _new_page(user, text: str, icon: str, model: type[Page]) -> Action | None:
    """Return the action for a new page below the list of its kind, in the default language."""
    (list_model,) = model.allowed_parent_page_models()
    parent = list_model.objects.filter(locale=Locale.get_default()).first()
    if parent is None or not parent.permissions_for_user(user).can_add_subpage():
        return None
    return Action(text, icon, reverse("wagtailadmin_pages:add", args=[*model._meta.label_lower.split("."), parent.pk]))


def _photos(user) -> Action | None:
    may_add = images.user_has_permission(user, "add")
    return Action(_("Upload photos"), "image", reverse("wagtailimages:add_multiple")) if may_add else None


def add_start(request, panels) -> None:
    if found := actions(request.user):
        panels.append(StartPanel(found))


def drafts(user) -> list:
    """Return pages, announcements, figures, and the menu, newest first, unless they are scheduled or submitted."""
    found = _newest(page_permission_policy.instances_user_has_permission_for(user, "change"), user)
    for records in (Announcement.objects.filter(ready_name=""), Figure.objects.all(), Menu.objects.all()):
        if user.has_perm(f"pages.change_{records.model._meta.model_name}"):
            found += _newest(records, user)
    return sorted(found, key=lambda record: record.latest_revision.created_at, reverse=True)


def _newest(records, user) -> list:
    drafts = records.filter(
        has_unpublished_changes=True,
        latest_revision__user=user,
        latest_revision__approved_go_live_at__isnull=True,
    )
    taken_down = Q(live=False, last_published_at__gte=F("latest_revision__created_at"))  # as it was published
    drafts = drafts.exclude(taken_down, last_published_at__isnull=False).select_related("latest_revision")
    submitted = WorkflowState.objects.filter(
        status=WorkflowState.STATUS_IN_PROGRESS, base_content_type=ContentType.objects.get_for_model(records.model)
    )
    drafts = drafts.exclude(pk__in=map(int, submitted.values_list("object_id", flat=True)))
    return list(drafts.order_by("-latest_revision__created_at")[: DRAFTS_SHOWN + 1])


def add_drafts(request, panels) -> None:
    found = drafts(request.user)
    if not found:
        return
    finder = AdminURLFinder(request.user)
    rows = [
        Row(_draft_title(record), finder.get_edit_url(record) or "", _draft_note(record))
        for record in found[:DRAFTS_SHOWN]
    ]
    more = Row(_("All your edits"), reverse("wagtailadmin_reports:site_history")) if len(found) > DRAFTS_SHOWN else None
    panels.append(RowsPanel("unfinished", _("Your drafts"), rows, order=200, more=more))


def _draft_title(record) -> str:
    return record.get_admin_display_title() if isinstance(record, Page) else str(record)


def _draft_note(record) -> str:
    saved = date_format(timezone.localtime(record.latest_revision.created_at), "DATE_FORMAT")
    kind = record.page_type_display_name if isinstance(record, Page) else str(record._meta.verbose_name).capitalize()
    return _("%(kind)s, saved on %(day)s") % {"kind": kind, "day": saved}


def add_showing(request, panels) -> None:
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
