"""Dates as moments in the site's time zone."""

from datetime import date, datetime, time

from django.utils import timezone


def midnight(day: date) -> datetime:
    """Return the moment when `day` begins."""
    return timezone.make_aware(datetime.combine(day, time.min))
