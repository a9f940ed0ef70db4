"""Panels of the editor's home page, by role: what to begin, your pages, and what visitors see now."""

from collections import defaultdict
from dataclasses import dataclass

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.ui.components import Component
from wagtail.admin.views import home as stock
from wagtail.images.permissions import permission_policy as images
from wagtail.models import Page, Revision, TaskState, WorkflowState
from wagtail.permissions import page_permission_policy

from alliance_site.publishing import emergency_screen
from media import returns
from pages.announcements.models import announcements
from pages.content_cache import memo
from pages.editor.lists import Row, RowsPanel
from pages.editor.schedule import moment
from pages.models import Announcement, Figure, Menu, StoryPage
from schools.desk.access import keeps_notices
from schools.desk.models import SchoolNotice, shown_notices
from schools.models import EventPage

ANNOUNCEMENTS = "wagtailsnippets_pages_announcement"

OWN_SHOWN, SHOWN = 10, 5
REPLACED = (stock.UserObjectsInWorkflowModerationPanel, stock.RecentEditsPanel, stock.LockedPagesPanel)


@dataclass(frozen=True)
class Action:
    text: str
    icon: str
    url: str
    is_serious: bool = False


class StartPanel(Component):
    name = "start"
    template_name = "wagtailadmin/home/start.html"
    order = 45

    def __init__(self, actions: list[Action]):
        self.actions = actions

    def get_context_data(self, parent_context):
        return {"actions": self.actions}


def actions(user) -> list[Action]:
    def listed(right: str, view: str) -> str:
        return reverse(view) if user.has_perm(right) else ""

    uploads = reverse("wagtailimages:add_multiple") if images.user_has_permission(user, "add") else ""
    offered = [
        Action(_("Write a story"), "doc-full", _new_page(user, StoryPage)),
        Action(_("Add an event"), "date", _new_page(user, EventPage)),
        Action(_("Post an announcement"), "comment", listed("pages.add_announcement", f"{ANNOUNCEMENTS}:add")),
        Action(_("Update a figure"), "order", listed("pages.change_figure", "wagtailsnippets_pages_figure:list")),
        Action(_("Correct a school"), "group", listed("schools.change_school", "wagtailsnippets_schools_school:list")),
        Action(_("Import a spreadsheet"), "download", listed("schools.change_school", "schools_import_file")),
        Action(_("Post a required document"), "doc-full-inverse", listed("schools.change_posting", "postings")),
        Action(_("Upload pictures"), "image", uploads),
        Action(_("Emergency"), "warning", listed(emergency_screen.PERMISSION, "emergency"), is_serious=True),
    ]
    return [action for action in offered if action.url]


def _new_page(user, model: type[Page]) -> str:
    """Return where to add a page below the list of its kind, in the default language, or "" if `user` may not."""
    (list_model,) = model.allowed_parent_page_models()
    lists = list_model.objects.filter(locale__language_code=settings.LANGUAGE_CODE)
    parent = memo(("first list", list_model), lists.first)
    if parent is None or not parent.permissions_for_user(user).can_add_subpage():
        return ""
    return reverse("wagtailadmin_pages:add", args=[*model._meta.label_lower.split("."), parent.pk])


def add_start(request, panels) -> None:
    if found := actions(request.user):
        panels.append(StartPanel(found))


def own_records(user, in_review: list[tuple[int, str, int]]) -> list:
    """Return pages, announcements, figures, and the menu that `user` saved last, locked, or sent for approval:
    unfinished, then newest. `in_review`: content type, key, and sender of all that waits for approval."""
    sent = defaultdict(set)
    for kind, key, sender in in_review:
        if sender == user.pk:
            sent[kind].add(int(key))
    pages = page_permission_policy.instances_user_has_permission_for(user, "change")
    found = _newest(pages, user, sent, Q(locked_by=user))
    kinds = ContentType.objects.get_for_models(Announcement, Figure, Menu)
    saved = Revision.objects.filter(user=user, base_content_type__in=kinds.values())
    touched = {*sent, *saved.values_list("base_content_type", flat=True).distinct()}
    for records in (Announcement.objects.filter(ready_name=""), Figure.objects.all(), Menu.objects.all()):
        name = records.model._meta.model_name
        if kinds[records.model].pk in touched and user.has_perm(f"pages.change_{name}"):
            found += _newest(records, user, sent, Q())
    found.sort(key=lambda record: (record.has_unpublished_changes, record.latest_revision.created_at), reverse=True)
    return found[:OWN_SHOWN]


def _newest(records, user, sent: dict[int, set[int]], locked: Q) -> list:
    """`sent`: keys of what waits for approval, by content type."""
    taken_down = Q(live=False, last_published_at__gte=F("latest_revision__created_at"))  # as it was published
    saved = Q(latest_revision__user=user) & ~(taken_down & Q(last_published_at__isnull=False))
    keys = sent[ContentType.objects.get_for_model(records.model).pk]
    found = records.filter(saved | locked | Q(pk__in=keys), latest_revision__isnull=False)
    order = ("-has_unpublished_changes", "-latest_revision__created_at")
    found = list(found.select_related("latest_revision").order_by(*order)[:OWN_SHOWN])
    for record in found:
        record.waits = record.pk in keys  # even if somebody else saved it since
    return found


def add_own(request, panels) -> None:
    """Replace Wagtail's panels of edits, submissions, and locks with one list."""
    waiting = WorkflowState.objects.filter(status=WorkflowState.STATUS_IN_PROGRESS)
    in_review = list(waiting.values_list("base_content_type", "object_id", "requested_by"))
    hidden = REPLACED if in_review else (*REPLACED, stock.WorkflowObjectsToModeratePanel)  # five queries to be empty
    panels[:] = [panel for panel in panels if not isinstance(panel, hidden)]
    if not (records := own_records(request.user, in_review)):
        return
    finder, reviews = AdminURLFinder(request.user), _reviews(records)
    rows = [
        Row(
            record.get_admin_display_title() if isinstance(record, Page) else str(record),
            finder.get_edit_url(record) or "",
            _own_note(record, reviews.get(record.latest_revision_id), request.user),
        )
        for record in records
    ]
    more = Row(_("All your edits"), reverse("wagtailadmin_reports:site_history"))
    panels.append(RowsPanel("yours", _("Your pages"), rows, order=110, more=more if len(rows) == OWN_SHOWN else None))


def _reviews(records) -> dict[int, str]:
    """Return the status of each review of these records that is not over, by the revision under review."""
    states = TaskState.objects.filter(revision__in=[record.latest_revision_id for record in records])
    active = states.filter(workflow_state__in=WorkflowState.objects.active()).order_by("pk")
    return dict(active.values_list("revision", "status"))


def _own_note(record, review: str | None, user) -> str:
    revision = record.latest_revision
    kind = record.page_type_display_name if isinstance(record, Page) else str(record._meta.verbose_name).capitalize()
    if review == TaskState.STATUS_REJECTED:
        state = _("sent back to you")
    elif review or record.waits:
        state = _("waiting for approval")
    elif revision.approved_go_live_at:
        state = _("goes live on %(time)s") % {"time": moment(revision.approved_go_live_at)}
    else:
        state = _("draft") if record.has_unpublished_changes else _("live")
    saved = _("saved on %(day)s") % {"day": date_format(timezone.localtime(revision.created_at), "DATE_FORMAT")}
    lock = [_("locked by you")] if getattr(record, "locked_by_id", None) == user.pk else []
    return ", ".join(map(str, (kind, state, saved, *lock)))


def add_returns(request, panels) -> None:
    """List the pictures that someone asks to show again, for those who decide."""
    if not returns.may_decide(request.user):
        return
    rows = []
    for asked in returns.waiting():
        day = date_format(timezone.localtime(asked.timestamp), "DATE_FORMAT")
        note = _("%(who)s asks to show it again, %(day)s") % {"who": asked.user_display_name, "day": day}
        rows.append(Row(asked.label, reverse("wagtailimages:edit", args=[asked.object_id]), note))
    if rows:
        panels.append(RowsPanel("returns", _("Pictures waiting for approval"), rows, order=225))


def add_showing(request, panels) -> None:
    """List what visitors see now: announcements, emergencies first, then schools' notices."""
    rows, user = [], request.user
    if user.has_perm("pages.change_announcement"):
        rows += [_shown_row(one, user) for one in announcements(request)]
    if keeps_notices(user):
        rows += map(_notice_row, shown_notices())
    if rows:
        more = Row(_("All school notices"), reverse("school_notices")) if len(rows) > SHOWN else None
        panels.append(RowsPanel("now", _("Showing now"), rows[:SHOWN], order=240, more=more))


def _shown_row(announcement: Announcement, user) -> Row:
    edit, end = (reverse(f"{ANNOUNCEMENTS}:{name}", args=[announcement.pk]) for name in ("edit", "unpublish"))
    until = announcement.expire_at
    note = _("until %(end)s") % {"end": moment(until)} if until else _("until you take it down")
    if not user.has_perm(emergency_screen.PERMISSION):
        return Row(str(announcement), edit, note)
    url = reverse("emergency") if announcement.is_emergency else edit
    return Row(str(announcement), url, note, action=Row(_("End"), end))


def _notice_row(notice: SchoolNotice) -> Row:
    url = reverse("school_notice", args=[notice.school.slug, notice.pk])
    note = _("until %(end)s") % {"end": date_format(notice.last_day, "DATE_FORMAT")}
    return Row(f"{notice.school.short_name}: {notice.text}", url, note)
