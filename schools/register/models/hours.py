"""Office hours of one day: stored as “07:30-16:00”, written in forms and sheets as “7:30 AM–4:00 PM”."""

import re
from datetime import time
from itertools import product

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

STORED = re.compile(r"\d\d:\d\d-\d\d:\d\d")
CLOCK = r"(\d{1,2})(?::(\d{2}))? ?(?:([ap])\.? ?m?\.?)?"
WRITTEN = re.compile(rf"{CLOCK} ?(?:-|–|—|to|until|a|hasta) ?{CLOCK}")  # spaces are single by then
LONGEST = 60  # characters of one day's hours
HELP = gettext_lazy("Such as 7:30 AM–4:00 PM. Empty if closed or unknown.")
# What an office is open that people write without AM and PM, in hours.
EARLIEST, LATEST, SHORTEST, TOO_LONG = 6, 18, 3, 12


def parse_hours(text: str) -> str:
    """Return the hours as stored. Raises ValidationError, with a sentence for the person who wrote them.

    “7:30-4” is from morning to afternoon. Without AM and PM, hours are understood if only one reading makes sense.
    """
    match = WRITTEN.fullmatch(" ".join(text[:LONGEST].lower().split()))
    if not match:
        raise ValidationError(
            _("“%(text)s” is not valid. Write office hours as 7:30 AM–4:00 PM."), params={"text": text[:40]}
        )
    is_stored = STORED.fullmatch(text) is not None
    try:
        opening, closing = (_readings(*part, is_stored) for part in (match.groups()[:3], match.groups()[3:]))
    except ValueError:
        raise ValidationError(_("“%(text)s” has a time that does not exist."), params={"text": text[:40]}) from None
    pairs = list(product(opening, closing))
    if len(pairs) > 1:
        pairs = [pair for pair in pairs if _makes_sense(*pair)]
    if len(pairs) != 1:
        raise ValidationError(_("Write AM or PM after both times: 7:30 AM–4:00 PM."))
    opens, closes = pairs[0]
    if not opens < closes:
        raise ValidationError(_("The office closes before it opens. Check AM and PM."))
    return f"{opens:%H:%M}-{closes:%H:%M}"


def _readings(hour: str, minute: str | None, half: str | None, is_stored: bool) -> list[time]:
    """Return the times that a written one can mean: two if neither AM nor PM nor a 24-hour clock says which."""
    number, minutes = int(hour), int(minute or 0)
    if half:
        if not 1 <= number <= 12:
            raise ValueError
        return [time(number % 12 + 12 * (half == "p"), minutes)]
    if is_stored or number > 12 or hour.startswith("0"):
        return [time(number, minutes)]
    return [time(number % 12, minutes), time(number % 12 + 12, minutes)]


def _makes_sense(opens: time, closes: time) -> bool:
    length = closes.hour - opens.hour + (closes.minute - opens.minute) / 60
    return EARLIEST <= opens.hour <= LATEST and SHORTEST <= length < TOO_LONG


def times_of(stored: str) -> list[time]:
    """Return when the office opens and closes; an empty list without hours."""
    return [time.fromisoformat(part) for part in stored.split("-")] if stored else []


def written(stored: str) -> str:
    """Return “7:30 AM–4:00 PM” for forms and sheets, which is the same in every language."""
    return "–".join(f"{clock:%I:%M %p}".lstrip("0") for clock in times_of(stored))


def spoken(stored: str) -> str:
    """Return the hours in the active language: “7:30 a.m.–4 p.m.”"""
    if not stored:
        return ""
    opens, closes = map(time_format, times_of(stored))
    return _("%(opens)s–%(closes)s") % {"opens": opens, "closes": closes}


class HoursField(models.CharField):
    """Hours of one day, or empty."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"max_length": 11, "blank": True, "default": "", **kwargs})

    def contribute_to_class(self, cls, name, **kwargs):
        super().contribute_to_class(cls, name, **kwargs)
        setattr(cls, f"get_{name}_display", lambda record: spoken(getattr(record, name)))

    def to_python(self, value):
        value = super().to_python(value)
        return parse_hours(value) if value else value
