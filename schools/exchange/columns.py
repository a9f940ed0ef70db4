"""The columns of our own layout. Fields of the school bring theirs along (`schools.register.record_fields`)."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from schools.register.grades import LETTERS
from schools.register.models import Campus, ChoicesField, Enrollment, FormerName, Offering, Recognition, School
from schools.register.models.hours import HoursField, written
from schools.register.models.levels import GradeField
from schools.register.record_fields import Group, RecordField, fields_of
from toolkit import csv_cells, workbooks

from . import values
from .lookup import Register

Parser = Callable[[str, Register], Any]
Writer = Callable[[School, Register], workbooks.Value]
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
    value: Writer
    parse: Parser | None = None
    empty: Any = ...
    field: models.Field | None = None
    note: str | Promise = ""

    @property
    def key(self) -> str:
        """Its key in `Proposal.values`."""
        return {RECORDS: "codes", "successor": "successor_id"}.get(self.name, self.name)

    def text(self, school: School, register: Register) -> str:
        value = self.value(school, register)
        return "" if value is None else str(value)

    @property
    def in_workbook(self) -> workbooks.Column:
        field, width, note = self.field, WIDTHS.get(self.name, 14), str(self.note)
        if field is None:
            return workbooks.Column(self.name, width, note)
        note = " ".join(filter(None, (f"{capfirst(field.verbose_name)}.", str(field.help_text), note)))
        choices = field.base_field.choices if isinstance(field, ChoicesField) else field.choices
        if isinstance(field, models.SmallIntegerField | models.DecimalField):
            kind = workbooks.NUMBER
        elif isinstance(field, models.DateField):
            kind = workbooks.DATE
        else:
            kind = workbooks.TEXT
        return workbooks.Column(self.name, width, note, tuple(value for value, _label in choices or ()), kind)


def _choice(field: models.Field) -> Parser:
    """Return a parser for the value or the label of one of the field's choices."""

    def parse(text: str, register: Register) -> str:
        for value, label in field.choices:
            if text.casefold() in (value, str(label).casefold()):
                return value
        raise ValueError(_not_a_choice(text, [value for value, _label in field.choices]))

    return parse


def _choices(field: ChoicesField) -> Parser:
    def parse(text: str, register: Register) -> list[str]:
        codes, known = _parts(text.casefold()), dict(field.base_field.choices)
        if unknown := [code for code in codes if code not in known]:
            raise ValueError(_not_a_choice(unknown[0], known))
        return [code for code in known if code in codes]

    return parse


def _not_a_choice(text: str, known: Iterable[str]) -> str:
    return _("“%(text)s” is not valid here. Use: %(values)s.") % {"text": text[:40], "values": ", ".join(known)}


def _parts(text: str) -> list[str]:
    return [part for part in re.split(r"[\s,;|]+", text) if part]


def _phone(text: str, register: Register) -> str:
    number, extension = values.phone(text)
    if extension:
        raise ValueError(
            _("Write the extension “%(extension)s” in the column phone_extension.") % {"extension": extension}
        )
    return number


def _programs(text: str, register: Register) -> list[str]:
    slugs = sorted(set(_parts(text)))
    if unknown := set(slugs) - register.program_names.keys():
        raise ValueError(_("There is no program “%(slug)s”.") % {"slug": min(unknown)[:40]})
    return slugs


def _successor(text: str, register: Register) -> int:
    if text not in register.by_slug:
        raise ValueError(_("There is no school “%(slug)s”. Use its short name.") % {"slug": text[:40]})
    return register.by_slug[text].pk


def _next_schools(text: str, register: Register) -> list[int]:
    """Return the keys of the schools with these short names, in the order of the text."""
    return [_successor(slug, register) for slug in dict.fromkeys(_parts(text))]


def _checked_by(field: models.Field) -> Parser:
    """Return a parser that leaves reading the text to the field."""

    def parse(text: str, register: Register) -> Any:
        try:
            return field.to_python(text)
        except ValidationError as error:
            raise ValueError(" ".join(error.messages)) from error

    return parse


def _without_register(parse: Callable[[str], Any]) -> Parser:
    return lambda text, register: parse(text)


PARSERS = {"phone": _phone, "programs": _programs, "successor": _successor}
WRITERS = {
    "programs": lambda school, register: " ".join(register.programs(school)),
    "successor": lambda school, register: register.slugs.get(school.successor_id, ""),
}


def _parser_of(field: models.Field) -> Parser:
    if field.name in PARSERS:
        return PARSERS[field.name]
    if isinstance(field, ChoicesField):
        return _choices(field)
    if field.choices:
        return _choice(field)
    parsers = {models.DateField: values.day, GradeField: values.grade, models.SmallIntegerField: values.whole}
    parse = next((parse for kind, parse in parsers.items() if isinstance(field, kind)), None)
    return _without_register(parse) if parse else _checked_by(field)


def _writer_of(field: models.Field) -> Writer:
    if field.name in WRITERS:
        return WRITERS[field.name]
    if isinstance(field, ChoicesField):
        return lambda school, register: " ".join(getattr(school, field.name))
    if isinstance(field, HoursField):
        return lambda school, register: written(getattr(school, field.name))
    if isinstance(field, GradeField):
        return lambda school, register: LETTERS.get(grade := getattr(school, field.name)) or grade
    return lambda school, register: getattr(school, field.name)


def _empty_value(field: models.Field) -> Any:
    if not field.blank:
        return ...
    if field.many_to_many or isinstance(field, ChoicesField):
        return []
    return None if field.null else ""


def codes_of(text: str) -> list[str]:
    """Return the state codes in a cell. Raises ValueError."""
    return [values.code(values.clean(code)) for code in re.split(r"[|;,]", text) if code.strip()]


def _of_school(entry: RecordField) -> Column:
    field = School._meta.get_field(entry.name)
    return Column(field.name, _writer_of(field), _parser_of(field), _empty_value(field), field)


def _of_campus(name: str, parse: Callable[[str], Any] = str, empty: Any = ...) -> Column:
    def value(school: School, register: Register) -> workbooks.Value:
        return getattr(school.campus, name)

    return Column(name, value, _without_register(parse), empty, Campus._meta.get_field(name))


def _list(name: str, label: str | Promise, model: type, text: Callable[[Any], str] = str) -> Column:
    def value(school: School, register: Register) -> str:
        return SEPARATOR.join(map(text, register.rows(model, school)))

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
        _without_register(codes_of),
        [],
        note=_("The codes of its state records, with a vertical bar between two codes."),
    ),
    *map(_of_campus, ("street", "city", "state")),
    _of_campus("zip", values.zip_code),
    _of_campus("area"),
    _of_campus("latitude", values.degrees, None),
    _of_campus("longitude", values.degrees, None),
    *map(_of_school, fields_of(Group.CONTACT, Group.PLACE, Group.OFFER)),
    *(column for column in OF_DATES if column.name not in ("opened", "closed")),
    Column(
        NEXT,
        lambda school, register: SEPARATOR.join(register.slugs[key] for key in register.next_keys(school)),
        _next_schools,
        [],
        note=format_lazy(
            "{}. {}",
            _("Schools of the next level where its scholars can continue"),
            _("Their short names, with a vertical bar between two schools."),
        ),
    ),
    _list(FORMER, _("Former names"), FormerName),
    _list("recognitions", _("Recognitions"), Recognition),
    _list("applications", _("Applications"), Enrollment, _window),
    _list("offerings", _("What the school offers"), Offering, lambda item: f"{item.topic}: {item.text}"),
)
BY_NAME = {column.name: column for column in COLUMNS}
OTHER_NAMES = {"cds_code": RECORDS, "uuid": IDENTITY}
# Fields that a new school needs.
REQUIRED = ("name", "level", "lowest_grade", "highest_grade", "opened", "street", "city", "zip", "area")


def column_name(cell: str) -> str:
    """Return our name of the column with this header."""
    name = re.sub(r"[\s-]+", "_", values.clean(csv_cells.read(cell)).casefold())
    return OTHER_NAMES.get(name, name)


def parsed(column: Column, text: str, register: Register):
    """Parse an exported cell. Return None if it cannot be parsed."""
    text = values.clean(text)
    try:
        return column.parse(text, register) if text else column.empty
    except ValueError:
        return None
