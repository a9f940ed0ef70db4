"""The dates of events in a span of days: for lists by month, for profiles, and for an event's own page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from schools.events import recurrence, words


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
        return words.span(self.day, self.last_day)

    @property
    def rule_text(self) -> str:
        """“Every Tuesday”, or empty for an event that takes place once."""
        return words.days(self.event) if recurrence.is_repeated(self.event) else ""

    @property
    def times_text(self) -> str:
        return words.times(self.event)


def occurrences(events: Iterable, first: date, last: date) -> list[Occurrence]:
    """Return the dates of `events` that are on any day from `first` to `last`, in order."""
    found = [
        Occurrence(day, event)
        for event in events
        if event.first_day
        for day in recurrence.days(event, last)
        if day + event.length >= first
    ]
    # Events of a day in order of time; those that began before are listed first.
    return sorted(found, key=lambda one: (max(one.day, first), str(one.event.starts or ""), one.event.title))


def by_month(found: list[Occurrence], first: date) -> list[tuple[date, list[Occurrence]]]:
    """Group `found` by month: (its first day, dates) pairs. What began before `first` counts as of that day."""
    months = groupby(found, key=lambda one: max(one.day, first).replace(day=1))
    return [(month, list(group)) for month, group in months]


def month_end(day: date) -> date:
    return next_month(day) - timedelta(days=1)


def next_month(day: date, count: int = 1) -> date:
    """Return the first day of the month that is `count` months after that of `day`; negative for earlier."""
    number = day.year * 12 + day.month - 1 + count
    return date(number // 12, number % 12 + 1, 1)
