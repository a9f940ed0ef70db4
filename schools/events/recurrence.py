"""When an event takes place: once, or repeatedly until a day.

Days and times are those of the network's clocks, so a meeting at 6 p.m. stays at 6 p.m. when clocks change.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST_SERIES = timedelta(days=2 * 366)  # two school years
LONGEST_REPEATED = timedelta(days=6)  # shorter than the shortest interval


class Repeats(models.TextChoices):
    NEVER = "", _("Does not repeat")
    WEEKLY = "weekly", _("Every week")
    BIWEEKLY = "biweekly", _("Every two weeks")
    MONTHLY = "monthly", _("Every month on the same weekday, such as the second Tuesday")


LAST = -1
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


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
        return {"FREQ": "MONTHLY", "BYDAY": f"{week_of_month(day)}{WEEKDAYS[day.weekday()]}"}
    return {"FREQ": "WEEKLY", "INTERVAL": 2 if event.repeats == Repeats.BIWEEKLY else 1}


def days(event, last: date) -> Iterator[date]:
    """Yield the days up to `last` on which the event starts."""
    if not is_repeated(event):
        yield from [event.first_day] if event.first_day <= last else []
        return
    start = datetime.combine(event.first_day, time.min)
    end = datetime.combine(min(last, event.until), time.min)
    if event.repeats == Repeats.MONTHLY:
        on = weekday(event.first_day.weekday(), week_of_month(event.first_day))
        moments = rrule(MONTHLY, start, byweekday=on, until=end)
    else:
        moments = rrule(WEEKLY, start, interval=2 if event.repeats == Repeats.BIWEEKLY else 1, until=end)
    yield from (moment.date() for moment in moments if moment.date() not in event.except_on)


def moment(day: date, at: time) -> datetime:
    """Return the moment when the network's clocks show this day and time."""
    return timezone.make_aware(datetime.combine(day, at))
