"""Office hours: of one day, and of the week from Monday to Friday.

A day is stored as “07:30-16:00”, and written in forms and sheets as “7:30 AM–4:00 PM”. Forms ask for the week in one
field: “7:30–4; Wed 7:30–1:30; Fri closed”.
"""

import re
from collections import Counter
from datetime import time
from itertools import groupby, product

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import time_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from media.words import plain
from schools.register.record_fields import DAYS

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


# The days by the first letters of their English and Spanish names.
FIRST_LETTERS = ("mon lun m l", "tue mar tu", "wed mie w", "thu jue th", "fri vie f v")
NUMBERS = {letters: number for number, names in enumerate(FIRST_LETTERS) for letters in names.split()}
CLOSED = ("closed", "cerrado", "cerrada")
HOURS = re.compile(rf"\d.*|\b(?:{'|'.join(CLOSED)})$")
TOKEN = re.compile(r"[a-z]+|[-–—]")
BETWEEN = ("-", "–", "—", "to", "through", "a")
AND = ("and", "y", "e")
LONGEST_WEEK = 300  # characters
FEWEST = 3  # days of a week, or someone meant to change only these
Week = dict[str, str]  # hours as stored, by day


def parse_week(text: str) -> Week:
    """Return the hours of the days that `text` names, empty if closed. Hours without a day are those of all five.

    Raises ValidationError, with a sentence for the person who wrote them.
    """
    result: Week = {}
    waiting: list[str] = []  # days before a comma: “Mon, Wed 8–1”
    for part in filter(None, map(str.strip, re.split(r"[;,\n]", text))):
        folded = plain(part.lower())
        match = HOURS.search(folded)
        days, hours = waiting + _days(folded[: match.start()] if match else folded, part), match and match[0]
        if not hours:
            waiting = days
            continue
        if hours not in CLOSED and re.search(r"[a-z]{3}$", hours):  # “8–4 Mon–Thu”
            raise ValidationError(_("Write the hours after the days: Wed 7:30–1:30, or Fri closed."))
        result |= dict.fromkeys(days or DAYS, "" if hours in CLOSED else parse_hours(hours))
        waiting = []
    if waiting:
        raise ValidationError(_("Write the hours after the days: Wed 7:30–1:30, or Fri closed."))
    return result


def _days(text: str, part: str) -> list[str]:
    """Return the days that `text` names: “mon-thu”, or “lunes y miercoles”. `part` is the text as it was written."""
    numbers: list[int] = []
    is_range = False
    for token in TOKEN.findall(text):
        if token in AND or token in BETWEEN:
            is_range = token in BETWEEN
            continue
        number = NUMBERS.get(token[:3])
        if number is None or (is_range and numbers and number <= numbers[-1]):
            raise ValidationError(
                _("“%(text)s” is not valid. Write 7:30–4, and the days that differ as Wed 7:30–1:30 or Fri closed."),
                params={"text": part[:40]},
            )
        numbers += range(numbers[-1] + 1, number + 1) if is_range and numbers else [number]
        is_range = False
    return [DAYS[number] for number in numbers]


def written_week(week: Week) -> str:
    """Return “7:30 AM–4:00 PM; Wed 7:30 AM–1:30 PM”: the usual hours, then the days that differ."""
    hours = [week[day] for day in DAYS]
    if not any(hours):
        return ""
    usual = Counter(filter(None, hours)).most_common(1)[0][0]
    parts = [written(usual)]
    for stored, run in groupby(range(len(DAYS)), lambda number: hours[number]):
        first, *rest = (str(capfirst(WEEKDAYS_ABBR[number])) for number in run)
        if stored != usual:
            days = f"{first}–{rest[-1]}" if rest else first
            parts.append(f"{days} {written(stored) or pgettext('day', 'closed')}")
    return "; ".join(parts)


class WeekField(forms.CharField):
    """Asks for the hours of the whole week. Its value is a `Week`: of all days, or with `is_partial` of those named."""

    def __init__(self, *, is_partial: bool = False, **kwargs):
        label = gettext_lazy("Office hours, Monday to Friday")
        help_text = gettext_lazy("Such as 7:30–4. If days differ: 7:30–4; Wed 7:30–1:30; Fri closed.")
        super().__init__(**{"label": label, "help_text": help_text, "required": False, **kwargs})
        self.is_partial = is_partial
        self.widget.attrs["maxlength"] = LONGEST_WEEK

    def prepare_value(self, value):
        return written_week(value) if isinstance(value, dict) else value

    def to_python(self, value):
        week = parse_week(super().to_python(value)[:LONGEST_WEEK])
        if 0 < len(week) < FEWEST and not self.is_partial:  # the other days would be closed
            raise ValidationError(_("Write the hours of all five days, such as 7:30–4; Wed 7:30–1:30; Fri closed."))
        return week if self.is_partial else dict.fromkeys(DAYS, "") | week


class WeekFormMixin:
    """Asks for the week's hours of a school in a model form, which has none of the fields by day."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("week_hours", self.instance.week_hours)

    def _post_clean(self):
        if "week_hours" in self.cleaned_data:
            self.instance.week_hours = self.cleaned_data["week_hours"]
        super()._post_clean()
