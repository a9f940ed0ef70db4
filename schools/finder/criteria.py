"""The visitor's question, parsed leniently from an untrusted query string."""

import re
from dataclasses import dataclass, replace
from html import escape
from typing import Self
from urllib.parse import urlencode

from django import forms
from django.forms.utils import flatatt
from django.utils.functional import lazy
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from schools.register.grades import grade_text
from schools.register.models.levels import grade_label, level_choices

from .models import GRADES

LONGEST = 250  # characters of a text, as people dictate it; the rest is cut
MOST_PROGRAMS = 10
MILES = (1, 3, 5, 10, 20)  # choices in the form; the query string may have any distance up to `FARTHEST`
FARTHEST = 500.0
SLUG = re.compile(r"^[-a-zA-Z0-9_]{1,80}$")


@dataclass(frozen=True)
class Criteria:
    """One question. Empty values do not filter. `within` is in miles and needs a place."""

    q: str = ""
    near: str = ""
    within: float | None = None
    level: str = ""
    grade: int | None = None
    area: str = ""
    programs: tuple[str, ...] = ()
    closed: bool = False

    def __bool__(self) -> bool:
        """Whether anything was asked."""
        return self != Criteria()

    @property
    def grade_text(self) -> str:
        """The grade as people write it, or ""."""
        return "" if self.grade is None else grade_text(self.grade)

    @property
    def distance(self) -> str:
        """`within` as text, such as “3 miles”, or ""."""
        return distance(self.within) if self.within else ""

    def query_string(self, **changes) -> str:
        """Return the question with `changes` as a query string without “?”: `level=""` removes the level."""
        criteria = replace(self, **changes)
        pairs = [
            ("q", criteria.q),
            ("near", criteria.near),
            ("within", f"{criteria.within:g}" if criteria.within else ""),
            ("level", criteria.level),
            ("grade", "" if criteria.grade is None else str(criteria.grade)),
            ("area", criteria.area),
            *(("program", slug) for slug in criteria.programs),
            ("closed", "on" if criteria.closed else ""),
        ]
        return urlencode([pair for pair in pairs if pair[1]])


def distance(miles: float) -> str:
    """Return “1 mile” or “2.5 miles”, in the active language."""
    return ngettext("%(miles)s mile", "%(miles)s miles", 1 if miles == 1 else 2) % {"miles": f"{miles:g}"}


distance_lazy = lazy(distance, str)


class QuickSelect(forms.Select):
    """A select without option groups. Django renders each option with two templates, longer than a search takes."""

    choices = ()  # a plain attribute, because Django's property normalizes every option

    def render(self, name, value, attrs=None, renderer=None):
        selected = self.format_value(value)
        options = "\n".join(
            f'<option value="{escape(option)}"{" selected" if option in selected else ""}>{escape(label)}</option>'
            for option, label in ((str(option), str(label)) for option, label in self.choices)
        )
        attrs = flatatt(self.build_attrs(self.attrs, attrs))
        return mark_safe(f'<select name="{escape(name)}"{attrs}>\n{options}\n</select>')  # noqa: S308 (all escaped)


class CutField(forms.CharField):
    """A single-line text field that cuts long values instead of refusing them."""

    def to_python(self, value):
        return " ".join(super().to_python(value).replace("\x00", " ").split())[:LONGEST].strip()

    def __init__(self, **kwargs):
        super().__init__(required=False, **kwargs)
        self.validators = []  # Django's validator refuses NUL characters, which `to_python` removes
        if isinstance(self.widget, forms.TextInput):
            self.widget.attrs |= {"maxlength": LONGEST, "autocomplete": "off"}


class CriteriaForm(forms.Form):
    """The finder's form. Create it with `read`, which ignores invalid values. `criteria` is the parsed question."""

    q = CutField(label=_("Name of a school, or a question"), widget=forms.TextInput(attrs={"type": "search"}))
    near = CutField(label=_("ZIP code or neighborhood"))
    within = forms.FloatField(
        label=_("Distance"),
        min_value=0.1,
        max_value=FARTHEST,
        required=False,
        widget=QuickSelect(choices=[("", _("Any distance")), *((str(miles), distance_lazy(miles)) for miles in MILES)]),
    )
    level = forms.ChoiceField(
        label=_("Level"), choices=lambda: [("", _("All levels")), *level_choices()], required=False, widget=QuickSelect
    )
    grade = forms.TypedChoiceField(
        label=_("Grade next year"),
        choices=lambda: [("", _("Any grade")), *((str(grade), grade_label(grade)) for grade in GRADES)],
        coerce=int,
        empty_value=None,
        required=False,
        widget=QuickSelect,
    )
    area = CutField(label=_("Neighborhood or city"), widget=QuickSelect(choices=[("", _("Everywhere"))]))
    program = forms.Field(label=_("Programs"), required=False, widget=forms.CheckboxSelectMultiple)
    closed = forms.BooleanField(label=_("Include closed schools"), required=False)

    def clean_program(self) -> tuple[str, ...]:
        """Drop malformed short names; the search drops those that do not exist."""
        return tuple(dict.fromkeys(filter(SLUG.match, self.cleaned_data["program"])))[:MOST_PROGRAMS]

    @classmethod
    def read(cls, data) -> Self:
        """Return the form for the query string `data` (a QueryDict) without its invalid values. Never fails."""
        form = cls(data)
        if not form.is_valid():
            sensible = data.copy()
            for name in form.errors:
                sensible.pop(name)
            form = cls(sensible)
            form.is_valid()
        return form

    def tell_counts(self, counts: dict[str, list]) -> None:
        """Append the number of schools to each filter value. `counts` is `Results.counts`."""
        for name in ("level", "grade", "area", "program"):
            field = self.fields[name]
            options = [(choice.value, f"{choice.label} ({choice.count})") for choice in counts[name]]
            field.widget.choices = [*list(field.widget.choices)[:1], *options] if name != "program" else options

    @property
    def criteria(self) -> Criteria:
        values = {"programs" if name == "program" else name: value for name, value in self.cleaned_data.items()}
        return Criteria(**values)
