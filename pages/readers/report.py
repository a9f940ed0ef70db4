"""How often pages are read: a sentence on a page's status panel, and a report of all pages."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db.models import IntegerField, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.ui.side_panels import PageStatusSidePanel
from wagtail.admin.ui.tables import Column, LocaleColumn, TitleColumn
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from pages.readers.models import PageReads
from toolkit.reports import Report
from toolkit.visibility import public

DAYS = 30
PANEL = "wagtailadmin/shared/side_panels/includes/status/reads.html"

READ = {"200", "304"}  # 304: the browser has the page, and shows it again


def count() -> None:
    """Count the days that are over and not counted yet: those in the log and in the one before it was rotated.

    Does nothing without a log, such as where it goes to standard output. Raises OSError for one that cannot be read.
    """
    if not settings.ACCESS_LOG or not (log := Path(settings.ACCESS_LOG)).is_file():
        return
    newest = PageReads.objects.order_by("-day").values_list("day", flat=True).first() or date.min
    listed = public(Page.objects.select_related("locale"))
    pages = {parts[2]: page.pk for page in listed if (parts := page.get_url_parts())}
    read: Counter[tuple[int, date]] = Counter()
    from_elsewhere: Counter[tuple[int, date]] = Counter()
    for day, path, reader in _entries(log.with_name(f"{log.name}.1"), log):
        if newest < day < timezone.localdate() and path in pages and reader != "robot":
            read[pages[path], day] += 1
            from_elsewhere[pages[path], day] += reader == "elsewhere"
    PageReads.objects.bulk_create(
        PageReads(page_id=page, day=day, count=number, from_elsewhere=from_elsewhere[page, day])
        for (page, day), number in read.items()
    )


def _entries(*logs: Path) -> Iterator[tuple[date, str, str]]:
    """Yield the day, the path, and the kind of reader of each page that was sent."""
    for log in filter(Path.is_file, logs):
        with log.open(encoding="utf-8", errors="replace") as lines:
            yield from filter(None, map(_entry, lines))


def _entry(line: str) -> tuple[date, str, str] | None:
    """Return what `_entries` yields for a line, or None for another request, or a line that is cut off."""
    try:
        entry = json.loads(line)
        if entry["method"] == "GET" and entry["status"] in READ:
            return date.fromisoformat(entry["time"][:10]), entry["path"], entry["reader"]
    except (ValueError, KeyError, TypeError):
        pass
    return None


def in_words(page: Page) -> str:
    """Return how often `page` was read in the last 30 days, or "" where nobody counts."""
    if not PageReads.objects.exists():
        return ""
    days = page.reads.filter(day__gte=timezone.localdate() - timedelta(DAYS))
    total = days.aggregate(count=Coalesce(Sum("count"), 0), from_elsewhere=Coalesce(Sum("from_elsewhere"), 0))
    message = ngettext(
        "Read %(count)s time in the last 30 days, %(from_elsewhere)s from outside this site.",
        "Read %(count)s times in the last 30 days, %(from_elsewhere)s from outside this site.",
        total["count"],
    )
    return message % total


def _reads(first: int, last: int, field: str = "count"):
    """Return the reads from `first` until `last` days ago."""
    today = timezone.localdate()
    days = PageReads.objects.filter(
        page=OuterRef("pk"), day__gte=today - timedelta(first), day__lt=today - timedelta(last)
    )
    total = days.order_by().values("page").annotate(total=Sum(field)).values("total")
    return Coalesce(Subquery(total, output_field=IntegerField()), 0)


class ReadersReport(Report):
    page_title = _("Readers")
    header_icon = "view"
    index_url_name = "readers"
    export_filename = "readers"
    permission_policy = page_permission_policy
    any_permission_required = {"add", "change", "publish"}
    model = Page
    columns = [
        TitleColumn("title", label=_("Page"), get_url=lambda page: reverse("wagtailadmin_pages:edit", args=[page.pk])),
        LocaleColumn(),
        Column("last_month", label=_("Last 30 days"), sort_key="last_month"),
        Column("from_elsewhere", label=_("From outside this site"), sort_key="from_elsewhere"),
        Column("month_before", label=_("The 30 days before"), sort_key="month_before"),
    ]
    default_ordering = "-last_month"
    list_export = ["title", "locale", "last_month", "from_elsewhere", "month_before"]

    def get_base_queryset(self):
        pages = page_permission_policy.instances_user_has_any_permission_for(self.request.user, {"change", "publish"})
        return (
            pages.filter(live=True, depth__gt=1)
            .select_related("locale")
            .annotate(
                last_month=_reads(DAYS, 0),
                from_elsewhere=_reads(DAYS, 0, "from_elsewhere"),
                month_before=_reads(2 * DAYS, DAYS),
            )
        )


def show_on_status_panel() -> None:
    """Add the sentence below what Wagtail says about the status of a page."""
    get_status_templates = PageStatusSidePanel.get_status_templates

    def with_reads(panel, context):
        context["reads"] = partial(in_words, panel.object)
        return [*get_status_templates(panel, context), *([PANEL] if panel.object.pk else [])]

    PageStatusSidePanel.get_status_templates = with_reads
