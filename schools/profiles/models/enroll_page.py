from django.db import models
from django.http import HttpResponse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.contrib.routable_page.models import path
from wagtail.search import index

from pages.models import RoutablePage
from pages.texts.fields import BodyField
from schools.events.calendar_file import calendar
from schools.finder.criteria import CriteriaForm
from schools.profiles.enrollment_dates import dates, event_of
from schools.register.changes import last_change
from schools.register.school_year import coming_year
from schools.register.seasons import coming_sessions, current_seasons

CALENDAR = format_lazy("{}/", pgettext_lazy("address", "dates"))


class EnrollPage(RoutablePage):
    """How to enroll: dates, steps, lottery, rights. Below it, the dates as a calendar (`dates/`)."""

    parent_page_types = ["pages.HomePage"]
    subpage_types = []
    max_count_per_parent = 1
    shared_fields = ("notes",)
    for_families = True
    page_description = _("How to enroll. The dates come from the enrollment seasons.")
    template = "schools/profiles/enroll_page.html"
    OPEN = 3  # sections

    body = BodyField("pages.blocks.ENROLL", verbose_name=_("how to enroll"), blank=True)
    notes = models.TextField(
        _("notes for staff"),
        blank=True,
        help_text=_("What to confirm, and with whom. Never shown to visitors."),
    )

    content_panels = [*RoutablePage.content_panels, "body", "notes"]
    search_fields = [*RoutablePage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("enroll page")
        verbose_name_plural = _("enroll pages")

    @property
    def chapters(self) -> list[tuple]:
        """The text as sections, each with the blocks after it. The first `OPEN` are not folded.

        Blocks before the first section, or after one without a heading, have None in its place.
        """
        chapters: list[tuple] = []
        for block in self.body:
            is_section = block.block_type == "section" and block.value.get("heading")
            if is_section or not chapters:
                chapters.append((block.value if is_section else None, []))
            if not is_section:
                chapters[-1][1].append(block)
        return chapters

    def get_context(self, request, *args, **kwargs):
        """Add the seasons, and the finder's form with the grade and place of the query string."""
        context = super().get_context(request, *args, **kwargs)
        seasons, form = current_seasons(), CriteriaForm.read(request.GET)
        sessions, year = coming_sessions(seasons), coming_year()
        return context | {
            "asked_form": form,
            "asked": form.criteria,
            "windows": seasons,
            "sessions": sessions,
            "has_dates": bool(dates(seasons, sessions, "")),
            "unset_year": "" if any(season.year >= year for season in seasons) else year,
        }

    @path(CALENDAR)
    def calendar(self, request):
        """Send the dates to apply and the information sessions as an iCalendar file."""
        seasons = current_seasons()
        events = dates(seasons, coming_sessions(seasons), self.get_full_url(request))
        changed = last_change() or timezone.now()
        content = calendar(self.title, [event_of(event, changed) for event in events])
        return HttpResponse(content, content_type="text/calendar; charset=utf-8")
