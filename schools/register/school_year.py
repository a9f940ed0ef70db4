"""School years in the register's format: `2018-19`."""

import re

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

YEAR = RegexValidator(r"^20\d{2}-\d{2}$", _("Write it as 2018-19."))


def ends_wrong(year: str) -> bool:
    """Return whether `year` has the right format but does not end in the year after it began, such as `2018-20`."""
    return bool(re.fullmatch(r"\d{4}-\d{2}", year or "")) and int(year[5:]) != (int(year[:4]) + 1) % 100
