"""How the cell of a field of the school is written and parsed, by the kind of the field."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from schools.register.grades import LETTERS
from schools.register.models import ChoicesField, HoursField, School, written
from schools.register.models.levels import GradeField
from toolkit import workbooks

from . import values
from .lookup import Register

Parser = Callable[[str, Register], Any]
Writer = Callable[[School, Register], workbooks.Value]


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


def next_schools(text: str, register: Register) -> list[int]:
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


def without_register(parse: Callable[[str], Any]) -> Parser:
    return lambda text, register: parse(text)


PARSERS = {"phone": _phone, "programs": _programs, "successor": _successor}
WRITERS = {
    "programs": lambda school, register: " ".join(register.programs[school.pk]),
    "successor": lambda school, register: register.slugs.get(school.successor_id, ""),
}


def parser_of(field: models.Field) -> Parser:
    if field.name in PARSERS:
        return PARSERS[field.name]
    if isinstance(field, ChoicesField):
        return _choices(field)
    if field.choices:
        return _choice(field)
    parsers = {models.DateField: values.day, GradeField: values.grade, models.SmallIntegerField: values.whole}
    parse = next((parse for kind, parse in parsers.items() if isinstance(field, kind)), None)
    return without_register(parse) if parse else _checked_by(field)


def writer_of(field: models.Field) -> Writer:
    if field.name in WRITERS:
        return WRITERS[field.name]
    if isinstance(field, ChoicesField):
        return lambda school, register: " ".join(getattr(school, field.name))
    if isinstance(field, HoursField):
        return lambda school, register: written(getattr(school, field.name))
    if isinstance(field, GradeField):
        return lambda school, register: LETTERS.get(grade := getattr(school, field.name)) or grade
    return lambda school, register: getattr(school, field.name)


def empty_value(field: models.Field) -> Any:
    if not field.blank:
        return ...
    if field.many_to_many or isinstance(field, ChoicesField):
        return []
    return None if field.null else ""


def choices_of(field: models.Field) -> tuple[str, ...]:
    """Return the values that a drop-down offers."""
    choices = field.base_field.choices if isinstance(field, ChoicesField) else field.choices
    return tuple(value for value, _label in choices or ())


def format_of(field: models.Field) -> str:
    """Return the number format of the field's column in a workbook."""
    if isinstance(field, models.DateField):
        return workbooks.DATE
    is_number = isinstance(field, models.SmallIntegerField | models.DecimalField)
    return workbooks.NUMBER if is_number else workbooks.TEXT
