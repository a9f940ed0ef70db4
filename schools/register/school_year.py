"""School years in the register's format: `2018-19`."""

import re
from datetime import date

from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

YEAR = RegexValidator(r"^20\d{2}-\d{2}$", _("Write it as 2018-19."))


def first_day(year: str) -> date:
    """Return July 1: a school year runs from July to June."""
    return date(int(year[:4]), 7, 1)


def school_year(day: date) -> str:
    """Return the school year of `day`, such as `2026-27`."""
    return _beginning_in(day.year - (day.month < 7))


def coming_year(day: date | None = None) -> str:
    """Return the school year that starts after `day` (today), such as `2027-28`."""
    day = day or timezone.localdate()
    return _beginning_in(day.year + (day.month >= 7))


def years_around(day: date) -> list[str]:
    """Return the school years to choose from: from next year back to six years ago, newest first."""
    first_year = first_day(school_year(day)).year
    return [_beginning_in(year) for year in range(first_year + 1, first_year - 7, -1)]


def shown_year(year: str) -> str:
    """Return `2027-28` as people write it: `2027–28`."""
    return year.replace("-", "–")


def ends_wrong(year: str) -> bool:
    """Return whether `year` has the right format but does not end in the year after it began, such as `2018-20`."""
    return bool(re.fullmatch(r"\d{4}-\d{2}", year or "")) and int(year[5:]) != (int(year[:4]) + 1) % 100


def _beginning_in(year: int) -> str:
    return f"{year}-{(year + 1) % 100:02}"
