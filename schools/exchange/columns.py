"""The columns of our own layout. Fields of the school bring theirs along (`schools.register.record_fields`)."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from schools.register.models import Campus, Enrollment, FormerName, Offering, Recognition, School
from schools.register.record_fields import Group, RecordField, fields_of
from toolkit import workbooks

from . import cells, values
from .lookup import Register

SEPARATOR = " | "  # separates several values in one cell
READ_ONLY = _("For reading only: a file cannot change it.")
WIDTHS = {"uid": 38, "name": 50, "street": 30, "website": 34, "cds_codes": 20, "former_names": 50, "recognitions": 50}


@dataclass(frozen=True)
class Column:
    """One column.

    `value` returns a school's cell: text, a number, or a date. `parse` reads a cell (raises ValueError); without it,
    the column is read-only. `empty` is the value of an empty cell; without it, the cell must not be empty. The label
    and the help text of `field`, and `note`, explain the column in workbooks.
    """

    name: str
    value: cells.Writer
    parse: cells.Parser | None = None
    empty: Any = ...
    field: models.Field | None = None
    note: str | Promise = ""

    def text(self, school: School, register: Register) -> str:
        value = self.value(school, register)
        return "" if value is None else str(value)

    @property
    def in_workbook(self) -> workbooks.Column:
        field, note = self.field, str(self.note)
        if field is None:
            return workbooks.Column(self.name, WIDTHS.get(self.name, 14), note)
        note = " ".join(filter(None, (f"{capfirst(field.verbose_name)}.", str(field.help_text), note)))
        return workbooks.Column(
            self.name, WIDTHS.get(self.name, 14), note, cells.choices_of(field), cells.format_of(field)
        )


def codes_of(text: str) -> list[str]:
    """Return the state codes in a cell. Raises ValueError."""
    return [values.code(values.clean(code)) for code in re.split(r"[|;,]", text) if code.strip()]


def _of_school(entry: RecordField) -> Column:
    field = School._meta.get_field(entry.name)
    return Column(field.name, cells.writer_of(field), cells.parser_of(field), cells.empty_value(field), field)


def _of_campus(name: str, parse: Callable[[str], Any] = str, empty: Any = ...) -> Column:
    def value(school: School, register: Register) -> workbooks.Value:
        return getattr(school.campus, name)

    return Column(name, value, cells.without_register(parse), empty, Campus._meta.get_field(name))


def _list(name: str, label: str | Promise, texts: Callable[[School, Register], Iterable[str]]) -> Column:
    def value(school: School, register: Register) -> str:
        return SEPARATOR.join(texts(school, register))

    return Column(name, value, note=format_lazy("{}. {}", label, READ_ONLY))


def _window(window: Enrollment) -> str:
    """Return “2027-28 open 2026-11-01 – 2027-01-15 https://example.org”, the same in every language."""
    days = f"{window.opens or ''} – {window.closes or ''}" if window.opens or window.closes else ""
    return " ".join(filter(None, (window.year, window.status, days, window.link)))


IDENTITY = "uid"
RECORDS = "cds_codes"
FORMER = "former_names"
NEXT = "next_schools"
OF_DATES = [_of_school(entry) for entry in fields_of(Group.DATES)]
COLUMNS = (
    Column(IDENTITY, lambda school, register: str(school.uid), note=_("Leave it as it is. Empty for a new school.")),
    *map(_of_school, fields_of(Group.SCHOOL)),
    *(column for column in OF_DATES if column.name in ("opened", "closed")),
    Column(
        RECORDS,
        lambda school, register: SEPARATOR.join(register.codes(school)),
        cells.without_register(codes_of),
        [],
        note=_("The codes of its state records, with a vertical bar between two codes."),
    ),
    _of_campus("street"),
    _of_campus("city"),
    _of_campus("state"),
    _of_campus("zip", values.zip_code),
    _of_campus("area"),
    _of_campus("latitude", values.degrees, None),
    _of_campus("longitude", values.degrees, None),
    *map(_of_school, fields_of(Group.CONTACT, Group.PLACE, Group.OFFER)),
    *(column for column in OF_DATES if column.name not in ("opened", "closed")),
    Column(
        NEXT,
        lambda school, register: SEPARATOR.join(register.slugs[key] for key in register.next_keys(school)),
        cells.next_schools,
        [],
        note=format_lazy(
            "{}. {}",
            _("Schools of the next level where its scholars can continue"),
            _("Their short names, with a vertical bar between two schools."),
        ),
    ),
    _list(FORMER, _("Former names"), lambda school, register: map(str, register.rows(FormerName, school))),
    _list("recognitions", _("Recognitions"), lambda school, register: map(str, register.rows(Recognition, school))),
    _list("applications", _("Applications"), lambda school, register: map(_window, register.rows(Enrollment, school))),
    _list(
        "offerings",
        _("What the school offers"),
        lambda school, register: (f"{item.topic}: {item.text}" for item in register.rows(Offering, school)),
    ),
)
BY_NAME = {column.name: column for column in COLUMNS}
ALIASES = {"cds_code": RECORDS, "uuid": IDENTITY}  # other names for columns
# Fields that a new school needs.
REQUIRED_FIELDS = ("name", "level", "lowest_grade", "highest_grade", "opened", "street", "city", "zip", "area")
KEYS = {RECORDS: "codes", "successor": "successor_id"}


def field_of(name: str) -> str:
    """Return the column's key in `Proposal.values`."""
    return KEYS.get(name, name)


def parsed(column: Column, text: str, register: Register):
    """Parse an exported cell. Return None if it cannot be parsed."""
    text = values.clean(text)
    try:
        return column.parse(text, register) if text else column.empty
    except ValueError:
        return None
