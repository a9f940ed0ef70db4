"""Office hours from Monday to Friday in one field of a form: “7:30–4; Wed 7:30–1:30; Fri closed”."""

import re
import unicodedata
from collections import Counter
from itertools import groupby

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from schools.register.record_fields import DAYS

from .hours import parse_hours, written

# The days by the first letters of their English and Spanish names.
FIRST_LETTERS = ("mon lun m l", "tue mar tu", "wed mie w", "thu jue th", "fri vie f v")
NUMBERS = {letters: number for number, names in enumerate(FIRST_LETTERS) for letters in names.split()}
CLOSED = ("closed", "cerrado", "cerrada")
HOURS = re.compile(rf"\d.*|\b(?:{'|'.join(CLOSED)})$")
TOKEN = re.compile(r"[a-z]+|[-–—]")
BETWEEN = ("-", "–", "—", "to", "through", "a")
AND = ("and", "y", "e")
LONGEST = 300  # characters
FEWEST = 3  # days of a week, or someone meant to change only these
Week = dict[str, str]  # hours as stored, by day


def parse_week(text: str) -> Week:
    """Return the hours of the days that `text` names, empty if closed. Hours without a day are those of all five.

    Raises ValidationError, with a sentence for the person who wrote them.
    """
    result: Week = {}
    waiting: list[str] = []  # days before a comma: “Mon, Wed 8–1”
    for part in filter(None, map(str.strip, re.split(r"[;,\n]", text))):
        folded = _folded(part)
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


def _folded(text: str) -> str:
    """Return `text` in lowercase, without accents."""
    letters = unicodedata.normalize("NFD", text.lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


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
        self.widget.attrs["maxlength"] = LONGEST

    def prepare_value(self, value):
        return written_week(value) if isinstance(value, dict) else value

    def to_python(self, value):
        week = parse_week(super().to_python(value)[:LONGEST])
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
