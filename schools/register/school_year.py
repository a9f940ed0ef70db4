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


def coming_year(day: date | None = None) -> str:
    """Return the school year that starts after `day` (today), such as `2027-28`."""
    day = day or timezone.localdate()
    start = day.year + (day >= date(day.year, 7, 1))
    return f"{start}-{(start + 1) % 100:02}"


def ends_wrong(year: str) -> bool:
    """Return whether `year` has the right format but does not end in the year after it began, such as `2018-20`."""
    return bool(re.fullmatch(r"\d{4}-\d{2}", year or "")) and int(year[5:]) != (int(year[:4]) + 1) % 100
