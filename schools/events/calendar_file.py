"""Calendar files (iCalendar, RFC 5545) for phones and computers: of events, of the dates to apply, and of due dates."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import HttpResponse
from django.utils.timezone import get_default_timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, vText

from schools.events.dates import is_repeated, moment, rule

ALL, ONE = "calendar.ics", "event.ics"  # names of files below the list and below an event
OFTEN, DAILY = timedelta(hours=6), timedelta(days=1)  # how often subscribers should ask again
# Time by the law of 2007, in two rules that never change. What icalendar makes from the time zone database ends after
# some years. A zone without summer time has both rules with the same offset.
ZONE = """BEGIN:VTIMEZONE
TZID:{id}
BEGIN:DAYLIGHT
DTSTART:20070311T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU
TZNAME:{summer:%Z}
TZOFFSETFROM:{winter:%z}
TZOFFSETTO:{summer:%z}
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:20071104T020000
RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU
TZNAME:{winter:%Z}
TZOFFSETFROM:{summer:%z}
TZOFFSETTO:{winter:%z}
END:STANDARD
END:VTIMEZONE
"""


def calendar(name: str, events: Iterable[Event], refresh: timedelta = OFTEN) -> HttpResponse:
    """Send `events` as a file with the title `name`, whose bytes change only when an event does."""
    result = Calendar()
    result.add("prodid", f"-//{settings.WAGTAIL_SITE_NAME}//Dates//{get_language().upper()}")
    result.add("version", "2.0")
    result.add("method", "PUBLISH")
    result.add("name", vText(name))
    result.add("x-wr-calname", vText(name))  # for Apple, Google, and Outlook
    result.add("refresh-interval", refresh, parameters={"VALUE": "DURATION"})
    winter, summer = (datetime(2008, month, 1, tzinfo=get_default_timezone()) for month in (1, 7))
    result.add_component(Timezone.from_ical(ZONE.format(id=settings.TIME_ZONE, winter=winter, summer=summer)))
    for event in events:
        result.add_component(event)
    return HttpResponse(result.to_ical(), content_type="text/calendar; charset=utf-8")


def event_of(page, request) -> Event:
    """Return the event or series of an event page. Its UID is the same in every language and after any change."""
    changed = (page.last_published_at or datetime.fromtimestamp(0, UTC)).astimezone(UTC)
    title = _("Canceled: %(title)s") % {"title": page.title} if page.is_canceled else page.title
    about = [page.canceled_because if page.is_canceled else "", page.description, page.link]
    school = page.school.name if page.directions else ""  # a place of its own may be elsewhere
    values = {
        "uid": str(page.translation_key),
        "dtstamp": changed,
        "last-modified": changed,
        "sequence": int(changed.timestamp()) // 60,  # grows with every version, and fits 32 bits
        "summary": title,
        "dtstart": page.start_on(page.first_day),
        "dtend": page.end_on(page.first_day),
        "location": ", ".join(filter(None, [school, page.address])) or page.link,
        "description": "\n\n".join(filter(None, about)),
        "url": page.get_full_url(request),
        "status": "CANCELLED" if page.is_canceled else "CONFIRMED",
    }
    if is_repeated(page):
        values["rrule"] = {**rule(page), "UNTIL": _until(page)}
        values["exdate"] = [page.start_on(day) for day in page.except_on]
    return filled(Event(), values)


def filled(component, values: dict):
    """Add the values that are not empty to a component of a calendar file, and return it."""
    for name, value in values.items():
        if value or value == 0:
            component.add(name, value)
    return component


def _until(page):
    """Return the end of a series as the standard wants it: a day, or a moment in UTC if the event has a time."""
    return moment(page.until, page.starts).astimezone(UTC) if page.starts else page.until


def webcal(url: str) -> str:
    """Return the address of a calendar file with the scheme that makes calendar apps subscribe to it."""
    return f"webcal:{url.partition(':')[2]}"
