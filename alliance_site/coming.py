"""What goes live and ends, and when: the next on the home page, all under Reports > Coming up, with a calendar."""

import calendar
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page, Revision
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import page_permission_policy

from pages.content_cache import memo
from pages.editor.lists import Row, RowsPanel
from pages.editor.schedule import moment, reschedule
from pages.models import Announcement, Menu
from schools.desk.access import keeps_notices
from schools.desk.models import current_notices
from toolkit.dates import midnight
from toolkit.reports import EditorPage

SHOWN = 6
FAR = timedelta(days=366)

WEEK = calendar.Calendar(calendar.SUNDAY)
MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Change:
    """Something that changes for visitors automatically. `language` is empty for what is in every language.

    `revision` is the key of a version whose time the reader can change in the list.
    """

    at: datetime
    event: str
    title: str
    url: str
    language: str = ""
    revision: int | None = None


def changes(user, start: datetime, end: datetime) -> list[Change]:
    """Return the changes from `start` up to `end` that `user` can open, soonest first."""
    scheduled = _scheduled()
    policies = page_permission_policy, ModelPermissionPolicy(Announcement), ModelPermissionPolicy(Menu)
    records = (_records(policy, user, scheduled) for policy in policies)
    found = [*chain.from_iterable(records), *_notices(user)]
    return sorted(
        (change for change in found if start <= change.at < end), key=lambda change: (change.at, change.title)
    )


def _records(policy, user, scheduled) -> Iterator[Change]:
    """Yield what changes of the pages or other records of `policy` that `user` can edit."""
    scheduled = scheduled[ContentType.objects.get_for_model(policy.model).pk]
    ends = policy.model.objects.filter(live=True, expire_at__isnull=False).values_list("pk", flat=True)
    keys = {*scheduled, *memo(("records with an end", policy.model), lambda: list(ends))}
    records = policy.model.objects.filter(pk__in=keys)
    for record in records.select_related("locale") if policy.model is Page else records:
        if policy.user_has_permission_for_instance(user, "change", record):
            url = AdminURLFinder(user).get_edit_url(record) or ""
            may_publish = policy.user_has_permission_for_instance(user, "publish", record)
            yield from _of(record, scheduled.get(record.pk), url, may_publish=may_publish)


def _scheduled() -> dict[int, dict[int, Revision]]:
    """Return the revisions that are approved to go live later, by the content type and the key of their record."""
    found = defaultdict(dict)
    for revision in Revision.objects.filter(approved_go_live_at__isnull=False):
        found[revision.base_content_type_id][int(revision.object_id)] = revision
    return found


def _of(record, revision, url: str, *, may_publish: bool) -> Iterator[Change]:
    start, ends = revision and revision.approved_go_live_at, []
    is_page = isinstance(record, Page)
    title = record.get_admin_display_title() if is_page else str(record)
    language = record.locale.get_display_name() if is_page else ""
    if record.live and record.expire_at and not (start and start <= record.expire_at):
        ends.append(record.expire_at)  # otherwise the new version's own end counts
    if revision:
        event = _("New version goes live") if record.live else _("Goes live")
        key = revision.pk if may_publish else None
        yield Change(start, event, revision.object_str or title, url, language, key)
        ends.append(parse_datetime(revision.content.get("expire_at") or ""))
    for end in filter(None, ends):
        yield Change(end, _("Comes down"), title, url, language)


def _notices(user) -> Iterator[Change]:
    if not keeps_notices(user):
        return
    today = timezone.localdate()
    for notice in current_notices():
        url = reverse("school_notice", args=[notice.school.slug, notice.pk])
        title = f"{notice.school.short_name}: {notice.text}"
        if notice.first_day > today:
            yield Change(midnight(notice.first_day), _("Goes live"), title, url)
        end = midnight(notice.last_day + timedelta(days=1)) - timedelta(minutes=1)  # so it is said by its last day
        yield Change(end, _("Ends"), title, url)


def add_panel(request, panels) -> None:
    now = timezone.now()
    found = changes(request.user, now, now + FAR)
    if not found:
        return
    rows = [Row(change.title, change.url, _note(change)) for change in found[:SHOWN]]
    more = Row(_("List and calendar"), reverse("coming"))
    panels.append(RowsPanel("coming", _("Coming up"), rows, order=245, more=more))


def _note(change: Change) -> str:
    note = f"{change.event}: {moment(change.at)}"
    return f"{note} ({change.language})" if change.language else note


class ComingView(EditorPage, TemplateView):
    """`?month=2027-01` shows another month, up to a year ahead."""

    template_name = "wagtailadmin/reports/coming.html"
    page_title = _("Coming up")
    header_icon = "date"
    index_url_name = "coming"

    def post(self, request):
        try:
            key, start = (request.POST.get(name, "") for name in ("revision", "start"))
            messages.success(request, reschedule(request.user, key, start))
        except ValidationError as error:
            messages.error(request, error.message)
        return redirect(request.get_full_path())

    def get_context_data(self, **kwargs):
        now, today = timezone.now(), timezone.localdate()
        first, last = today.replace(day=1), (now + FAR).date().replace(day=1)
        asked = MONTH.fullmatch(self.request.GET.get("month", ""))
        month = date(int(asked[1]), int(asked[2]), 1) if asked else first
        month = month if first <= month <= last else first
        found, by_day = changes(self.request.user, now, now + FAR), defaultdict(list)
        for change in found:
            by_day[timezone.localdate(change.at)].append(change)
        weeks = WEEK.monthdatescalendar(month.year, month.month)
        return super().get_context_data(**kwargs) | {
            "month": month,
            "before": (month - timedelta(days=1)).replace(day=1) if month > first else None,
            "after": (month + timedelta(days=31)).replace(day=1) if month < last else None,
            "today": today,
            "weekdays": [WEEKDAYS[day] for day in WEEK.iterweekdays()],
            "weeks": [[(day, by_day[day]) for day in week] for week in weeks],
            "changes": found,
        }
