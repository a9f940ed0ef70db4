"""Drafts that this person saved last, and that wait for nobody else."""

from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page, WorkflowState
from wagtail.permissions import page_permission_policy

from pages.editor.home_panel import Row, RowsPanel
from pages.models import Announcement, Figure, Menu

SHOWN = 8


def drafts(user) -> list:
    """Return pages, announcements, figures, and the menu, newest first, unless they are scheduled or submitted."""
    submitted = WorkflowState.objects.filter(status=WorkflowState.STATUS_IN_PROGRESS)
    pages = page_permission_policy.instances_user_has_permission_for(user, "change")
    found = _newest(pages.exclude(pk__in=map(int, submitted.values_list("object_id", flat=True))), user)
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
    return list(drafts.order_by("-latest_revision__created_at")[: SHOWN + 1])


def add_panel(request, panels) -> None:
    found = drafts(request.user)
    if not found:
        return
    finder = AdminURLFinder(request.user)
    rows = [Row(_title(record), finder.get_edit_url(record) or "", _note(record)) for record in found[:SHOWN]]
    more = Row(_("All your edits"), reverse("wagtailadmin_reports:site_history")) if len(found) > SHOWN else None
    panels.append(RowsPanel("unfinished", _("Your drafts"), rows, order=200, more=more))


def _title(record) -> str:
    return record.get_admin_display_title() if isinstance(record, Page) else str(record)


def _note(record) -> str:
    saved = date_format(timezone.localtime(record.latest_revision.created_at), "DATE_FORMAT")
    kind = record.page_type_display_name if isinstance(record, Page) else str(record._meta.verbose_name).capitalize()
    return _("%(kind)s, saved on %(day)s") % {"kind": kind, "day": saved}
