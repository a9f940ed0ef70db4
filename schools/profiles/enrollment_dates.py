"""The dates of enrollment seasons as calendar events (iCalendar, RFC 5545) and as structured data (schema.org)."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from icalendar import Alarm, Event

from schools.register.models import Applications

TITLES = {
    (Applications.OPEN, "opens"): gettext_lazy("Applications for %(year)s open"),
    (Applications.OPEN, "closes"): gettext_lazy("Last day to apply for %(year)s"),
    (Applications.WAITLIST, "opens"): gettext_lazy("Applications for the waitlist for %(year)s open"),
    (Applications.WAITLIST, "closes"): gettext_lazy("Last day to apply for the waitlist for %(year)s"),
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
        title = _("Information session: %(name)s") % {"name": name}
        place, link = session.shown_place, session.link or url
        result.append(EnrollmentDate(f"session:{session.pk}", title, session.starts, place, link))
    return result


def event_of(one: EnrollmentDate, changed: datetime) -> Event:
    """Return a date for a calendar file, with reminders. `changed` is when the dates last changed."""
    uid = uuid.uuid5(uuid.NAMESPACE_URL, f"{settings.WAGTAILADMIN_BASE_URL}#{one.key}")
    values = {"uid": uid, "dtstamp": changed, "summary": one.title, "dtstart": one.start, "dtend": one.end}
    event = _filled(Event(), values | {"location": one.place, "url": one.url})
    hour = timedelta() if isinstance(one.start, datetime) else MORNING
    for before in REMINDERS:
        alarm = {"action": "DISPLAY", "description": one.title, "trigger": hour - before}
        event.add_component(_filled(Alarm(), alarm))
    return event


def _filled(component, values: dict):
    for name, value in values.items():
        if value:
            component.add(name, value)
    return component


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
