"""The days and times of an event in words, in the active language."""

import re
from datetime import date, timedelta

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools.events.recurrence import LAST, Repeats, is_repeated, week_of_month

MONTH = r"20[0-9]{2}-(?:0[1-9]|1[0-2])"
WEEKS = {
    1: gettext_lazy("The first %(weekday)s of every month"),
    2: gettext_lazy("The second %(weekday)s of every month"),
    3: gettext_lazy("The third %(weekday)s of every month"),
    4: gettext_lazy("The fourth %(weekday)s of every month"),
    LAST: gettext_lazy("The last %(weekday)s of every month"),
}


def is_month(slug: str) -> bool:
    return re.fullmatch(MONTH, slug or "") is not None


def day(on: date, year: bool = False) -> str:
    """Return “Tuesday, December 8”, on request with the year."""
    return f"{date_format(on, 'l')}, {date_format(on, 'DATE_FORMAT' if year else 'MONTH_DAY_FORMAT')}"


def span(first: date, last: date, year: bool = False) -> str:
    """Return a day, or the first and the last of several."""
    if first == last:
        return day(first, year)
    return _("%(first)s, to %(last)s") % {
        "first": day(first, year and first.year != last.year),
        "last": day(last, year),
    }


def times(event) -> str:
    """Return “6–7 p.m.”, “6 p.m.” if the end is unknown, or “All day”."""
    if not event.starts:
        return _("All day")
    start = time_format(event.starts)
    if not event.ends:
        return start
    end, half = time_format(event.ends), time_format(event.ends, "a")
    if start.endswith(half) and not event.length:
        start = start.removesuffix(half).strip()
    return f"{start}–{end}"


def days(event) -> str:
    """Return the day or days of an event that takes place once, or the rule of a repeated one."""
    if not is_repeated(event):
        return span(event.first_day, event.first_day + event.length, year=True)
    weekday = {"weekday": WEEKDAYS[event.first_day.weekday()]}
    if event.repeats == Repeats.MONTHLY:
        text = str(WEEKS[week_of_month(event.first_day)]) % weekday
    elif event.repeats == Repeats.BIWEEKLY:
        text = _("Every two weeks on %(weekday)s") % weekday
    else:
        text = _("Every %(weekday)s") % weekday
    if event.length > timedelta():
        last = WEEKDAYS[(event.first_day + event.length).weekday()]
        text = _("%(rule)s, to %(weekday)s") % {"rule": text, "weekday": last}
    return text


def series(event) -> str:
    """Return the first and the last day of a repeated event: “January 12, 2027 – June 8, 2027”."""
    return f"{date_format(event.first_day, 'DATE_FORMAT')} – {date_format(event.until, 'DATE_FORMAT')}"
