"""The period that a number refers to, as people write it: “2025–26”, “2026”, “June 2026”, or “June 30, 2026”."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from django.utils import dates, translation
from django.utils.formats import date_format

from pages.texts import MAIN

SCHOOL_YEAR = re.compile(r"(\d{4})\s*[-–/]\s*(\d{2}|\d{4})")
YEAR = re.compile(r"\d{4}")
MONTH = re.compile(r"(\w+)\s+(\d{4})")
DAY = re.compile(r"(\w+)\s+(\d{1,2}),?\s+(\d{4})")
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Period:
    """The days from `first` to `last`, and the format of dates that names them; without one, they are years."""

    first: date
    last: date
    format: str = ""

    def __str__(self):
        """Name the period in the active language."""
        if self.format:
            return date_format(self.last, self.format)
        years = (f"{self.first.year}", f"{self.last:%y}")
        return years[0] if self.first.year == self.last.year else "–".join(years)


def period(text: str) -> Period | None:
    """Return the period that `text` names in the main language; None if it names none."""
    try:
        return _period(text.strip())
    except (KeyError, ValueError):  # no such month or day
        return None


def _period(text: str) -> Period | None:
    if found := SCHOOL_YEAR.fullmatch(text):
        start = int(found[1])
        is_next = int(found[2]) in (start + 1, (start + 1) % 100)
        return Period(date(start, 7, 1), date(start + 1, 6, 30)) if is_next else None
    if YEAR.fullmatch(text):
        return Period(date(int(text), 1, 1), date(int(text), 12, 31))
    if found := MONTH.fullmatch(text):
        year, month = int(found[2]), _month(found[1])
        return Period(date(year, month, 1), date(year, month, monthrange(year, month)[1]), "YEAR_MONTH_FORMAT")
    if found := DAY.fullmatch(text):
        day = date(int(found[3]), _month(found[1]), int(found[2]))
    elif ISO_DAY.fullmatch(text):
        day = date.fromisoformat(text)
    else:
        return None
    return Period(day, day, "DATE_FORMAT")


def _month(name: str) -> int:
    with translation.override(MAIN):
        return {str(month).lower(): number for number, month in dates.MONTHS.items()}[name.lower()]
