"""The Enroll page, and the dates of enrollment seasons as calendar events (iCalendar) and structured data."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from icalendar import Alarm, Event
from wagtail.contrib.routable_page.models import path
from wagtail.search import index

from pages.models import RoutablePage
from pages.texts.fields import BodyField
from schools.events.calendar_file import calendar, filled
from schools.finder.criteria import CriteriaForm
from schools.register.changes import last_change
from schools.register.models import Applications
from schools.register.school_year import coming_year
from schools.register.seasons import coming_sessions, current_seasons

CALENDAR = format_lazy("{}/", pgettext_lazy("address", "dates"))

TITLES = {
    (Applications.OPEN, "opens"): _("Applications for %(year)s open"),
    (Applications.OPEN, "closes"): _("Last day to apply for %(year)s"),
    (Applications.WAITLIST, "opens"): _("Applications for the waitlist for %(year)s open"),
    (Applications.WAITLIST, "closes"): _("Last day to apply for the waitlist for %(year)s"),
}
REMINDERS = (timedelta(days=7), timedelta(days=1))  # before
MORNING = timedelta(hours=9)  # when phones remind people of a day
SESSION_LASTS = timedelta(hours=1)  # staff enter when a session starts, not when it ends


@dataclass(frozen=True)
class EnrollmentDate:
    """One day (`start` is a date) or session (`start` is a moment). `key` is unique and never changes."""

    key: str
    title: str
    start: date | datetime
    place: str = ""
    url: str = ""

    @property
    def end(self) -> date | datetime:
        """The end, exclusive: the next day, or an hour after a session starts."""
        return self.start + (SESSION_LASTS if isinstance(self.start, datetime) else timedelta(days=1))


def dates(windows, sessions, url: str, school=None) -> list[EnrollmentDate]:
    """Return the first and last days of `windows` that are not closed, then `sessions`.

    `windows` are of all schools, or of one `school`. `url` is where a family can read more.
    """
    of_school = f", {school.short_name}" if school else ""
    result = []
    for window in windows:
        for name, day in (("opens", window.opens), ("closes", window.closes)):
            if day and window.status != Applications.CLOSED:
                title = TITLES[window.status, name] % {"year": window.shown_year}
                key, link = f"{window.year}:{name}", window.link or url
                result.append(EnrollmentDate(key, f"{title}{of_school}", day, url=link))
    for session in sessions:
        name = session.school.short_name if session.school else settings.WAGTAIL_SITE_NAME
        title = gettext("Information session: %(name)s") % {"name": name}
        place, link = session.shown_place, session.link or url
        result.append(EnrollmentDate(f"session:{session.pk}", title, session.starts, place, link))
    return result


def event_of(one: EnrollmentDate, changed: datetime) -> Event:
    """Return a date for a calendar file, with reminders. `changed` is when the dates last changed."""
    uid = uuid.uuid5(uuid.NAMESPACE_URL, f"{settings.WAGTAILADMIN_BASE_URL}#{one.key}")
    values = {"uid": uid, "dtstamp": changed, "summary": one.title, "dtstart": one.start, "dtend": one.end}
    event = filled(Event(), values | {"location": one.place, "url": one.url})
    hour = timedelta() if isinstance(one.start, datetime) else MORNING
    for before in REMINDERS:
        alarm = {"action": "DISPLAY", "description": one.title, "trigger": hour - before}
        event.add_component(filled(Alarm(), alarm))
    return event


def structured(events: list[EnrollmentDate], address: str) -> list[dict]:
    """Return the events that are not over as schema.org objects. `address` is used where an event has no place."""
    today = timezone.localdate()
    return [
        {
            "@type": "Event",
            "name": one.title,
            "inLanguage": get_language(),
            "startDate": one.start.isoformat(),
            "location": {"@type": "Place", "address": one.place or address},
            "url": one.url,
        }
        for one in events
        if (timezone.localdate(one.start) if isinstance(one.start, datetime) else one.start) >= today
    ]


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
        return calendar(self.title, [event_of(event, changed) for event in events])
