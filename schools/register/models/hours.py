"""Office hours of one day: stored as “07:30-16:00”, written in forms and sheets as “7:30 AM–4:00 PM”."""

import re
from datetime import time

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

STORED = re.compile(r"\d\d:\d\d-\d\d:\d\d")
TIME = re.compile(r"(\d{1,2})(?::(\d{2}))?([ap]m)?")
HELP = gettext_lazy("Such as 7:30 AM–4:00 PM. Empty if closed or unknown.")


def parse_hours(text: str) -> str:
    """Return the hours as stored. Raises ValidationError, with a sentence for the person who wrote them."""
    compact = re.sub(r"[\s.]", "", text[:60].lower())
    parts = re.split(r"[-–—]|to", compact)
    times = [match for part in parts if (match := TIME.fullmatch(part))]
    if len(parts) != 2 or len(times) != 2:
        raise ValidationError(
            _("“%(text)s” is not valid. Write office hours as 7:30 AM–4:00 PM."), params={"text": text[:40]}
        )
    if any(not match[3] and (not match[2] or times[0][3] or times[1][3]) for match in times):
        raise ValidationError(_("Write AM or PM after both times: 7:30 AM–4:00 PM."))
    try:
        opens, closes = map(_time, times)
    except ValueError:
        raise ValidationError(_("“%(text)s” has a time that does not exist."), params={"text": text[:40]}) from None
    if not opens < closes:
        raise ValidationError(_("The office closes before it opens. Check AM and PM."))
    return f"{opens:%H:%M}-{closes:%H:%M}"


def _time(match: re.Match) -> time:
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
    if half and not 1 <= hour <= 12:
        raise ValueError
    return time(hour % 12 + 12 * (half == "pm") if half else hour, minute)


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


class HoursFormField(forms.CharField):
    def prepare_value(self, value):
        return written(value) if STORED.fullmatch(value or "") else value

    def to_python(self, value):
        value = super().to_python(value)
        return parse_hours(value) if value else value


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

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": HoursFormField, "max_length": 40, **kwargs})
