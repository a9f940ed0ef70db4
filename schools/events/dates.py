"""When events take place: once, or repeatedly until a day; in words, and as lists of dates.

Days and times are those of the network's clocks, so a meeting at 6 p.m. stays at 6 p.m. when clocks change. Words are
in the active language.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from dateutil.relativedelta import relativedelta
from dateutil.rrule import rrulestr
from django.db import models
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LONGEST_SERIES = timedelta(days=2 * 366)  # two school years
LONGEST_REPEATED = timedelta(days=6)  # shorter than the shortest interval


class Repeats(models.TextChoices):
    NEVER = "", gettext_lazy("Does not repeat")
    WEEKLY = "weekly", gettext_lazy("Every week")
    BIWEEKLY = "biweekly", gettext_lazy("Every two weeks")
    MONTHLY = "monthly", gettext_lazy("Every month on the same weekday, such as the second Tuesday")


LAST = -1
WEEKDAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def week_of_month(day: date) -> int:
    """Return which Tuesday of its month a Tuesday is: 1 to 4, or `LAST` for a fifth, which some months don't have."""
    week = (day.day + 6) // 7
    return week if week < 5 else LAST


def to_next_year(day: date) -> timedelta:
    """Return the weeks to the same weekday a year later: from a second Tuesday to a second, from a last to a last."""
    later, week = day + timedelta(weeks=52), week_of_month(day)
    is_last = (later + timedelta(weeks=1)).month != later.month
    return timedelta(weeks=52 if week_of_month(later) == week or (week == LAST and is_last) else 53)


def is_repeated(event) -> bool:
    """Return whether it repeats; an unfinished draft may not say until when."""
    return bool(event.repeats and event.until)


def rule(event) -> dict[str, str | int]:
    """Return the iCalendar rule of a repeated event, without its end (RFC 5545, RRULE)."""
    if event.repeats == Repeats.MONTHLY:
        day = event.first_day
        return {"FREQ": "MONTHLY", "BYDAY": f"{week_of_month(day)}{WEEKDAY_CODES[day.weekday()]}"}
    return {"FREQ": "WEEKLY", "INTERVAL": 2 if event.repeats == Repeats.BIWEEKLY else 1}


def start_days(event, last: date) -> list[date]:
    """Return the days up to `last` on which the event starts."""
    if not is_repeated(event):
        return [event.first_day] if event.first_day <= last else []
    start, end = (datetime.combine(day, time.min) for day in (event.first_day, min(last, event.until)))
    text = ";".join(f"{name}={value}" for name, value in rule(event).items())
    starts = rrulestr(text, dtstart=start).between(start, end, inc=True)
    return [at.date() for at in starts if at.date() not in event.except_on]


def moment(day: date, at: time) -> datetime:
    """Return the moment when the network's clocks show this day and time."""
    return timezone.make_aware(datetime.combine(day, at))


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


def span_text(first: date, last: date, year: bool = False) -> str:
    """Return “Tuesday, December 8”, or the first and the last of several days, on request with the year."""
    if first != last:
        texts = {
            "first": span_text(first, first, year and first.year != last.year),
            "last": span_text(last, last, year),
        }
        return _("%(first)s, to %(last)s") % texts
    return f"{date_format(first, 'l')}, {date_format(first, 'DATE_FORMAT' if year else 'MONTH_DAY_FORMAT')}"


def times_text(event) -> str:
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


def days_text(event) -> str:
    """Return the day or days of an event that takes place once, or the rule of a repeated one."""
    if not is_repeated(event):
        return span_text(event.first_day, event.first_day + event.length, year=True)
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


@dataclass(frozen=True)
class Occurrence:
    """One date of an event; it starts on `day`."""

    day: date
    event: object

    @property
    def last_day(self) -> date:
        return self.day + self.event.length

    @property
    def days_text(self) -> str:
        """“Tuesday, December 8”, or the first and the last day."""
        return span_text(self.day, self.last_day)

    @property
    def rule_text(self) -> str:
        """“Every Tuesday”, or empty for an event that takes place once."""
        return days_text(self.event) if is_repeated(self.event) else ""

    @property
    def times_text(self) -> str:
        return times_text(self.event)


def occurrences(events: Iterable, first: date, last: date) -> list[Occurrence]:
    """Return the dates of `events` that are on any day from `first` to `last`, in order."""
    found = [
        Occurrence(day, event)
        for event in events
        if event.first_day
        for day in start_days(event, last)
        if day + event.length >= first
    ]
    # Events of a day in order of time; those that began before are listed first.
    return sorted(found, key=lambda one: (max(one.day, first), str(one.event.starts or ""), one.event.title))


def by_month(found: list[Occurrence], first: date) -> list[tuple[date, list[Occurrence]]]:
    """Group `found` by month: (its first day, dates) pairs. What began before `first` counts as of that day."""
    months = groupby(found, key=lambda one: max(one.day, first).replace(day=1))
    return [(month, list(group)) for month, group in months]


def month_end(day: date) -> date:
    return day + relativedelta(day=31)


def next_month(day: date, count: int = 1) -> date:
    """Return the first day of the month that is `count` months after that of `day`; negative for earlier."""
    return day + relativedelta(months=count, day=1)
