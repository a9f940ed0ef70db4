"""School years in the register's format, `2018-19`, and as people write them."""

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

FORMAT = r"^20\d{2}-\d{2}$"
YEAR = RegexValidator(FORMAT, _("Write it as 2018-19."))
BEGINNING = RegexValidator(FORMAT, _("Type the year it starts, such as 2027."))
WRITTEN = re.compile(r"(?:(20\d{2})\s*[-–—/]\s*)?(20)?(\d{2})", re.ASCII)


def read_year(text: str, *, begins: bool = False) -> str:
    """Return “2026–27”, “2026-2027”, or “2027” as `2026-27`. Other text stays, to be refused by `YEAR`.

    A single year is the one in which the school year ends, or with `begins` the one in which it begins.
    """
    match = WRITTEN.fullmatch(text.strip())
    if match and match[1]:
        return f"{match[1]}-{match[3]}"
    return _beginning_in(int(match[0]) - (not begins)) if match and match[2] else text


class SchoolYearField(models.CharField):
    """A school year. For migrations, it is the text that it is stored as. `begins` says how to read a single year."""

    def __init__(self, *args, begins: bool = False, **kwargs):
        self.begins = begins
        super().__init__(*args, **{"max_length": 7, "validators": [BEGINNING if begins else YEAR], **kwargs})

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def to_python(self, value):
        value = super().to_python(value)
        return read_year(value, begins=self.begins) if value else value

    def validate(self, value, model_instance):
        super().validate(value, model_instance)
        if ends_wrong(value):
            raise ValidationError(_("A school year ends in the year after it began: 2018-19."))

    def formfield(self, **kwargs):
        return super().formfield(**{"max_length": 9, **kwargs})  # “2026–2027”


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
