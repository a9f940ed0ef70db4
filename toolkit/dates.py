"""Dates as moments in the site's time zone, and as fields of forms."""

from datetime import date, datetime, time

from django import forms
from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime


def midnight(day: date) -> datetime:
    """Return the moment when `day` begins."""
    return timezone.make_aware(datetime.combine(day, time.min))


def moment(text: str, time_of_day: time) -> datetime:
    """Return the moment of the argument of a command: a time, or a date at `time_of_day`. Raises CommandError."""
    try:
        day = parse_date(text)
        at = datetime.combine(day, time_of_day) if day else parse_datetime(text)
    except ValueError:
        at = None
    if not at:
        raise CommandError(f"“{text}” is not a valid date or time. Use 2026-11-03 or 2026-11-03T09:30.")
    return at if timezone.is_aware(at) else timezone.make_aware(at)


def day() -> forms.DateInput:
    """Return the browser's date input, which needs no script and sends the same format in every language."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
