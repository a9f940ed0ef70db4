"""The columns of our own layout: how each cell is written and parsed."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from schools.register.models import Language, Level, School

from . import values
from .lookup import Register

SEPARATOR = " | "  # separates several values in one cell


@dataclass(frozen=True)
class Column:
    """One column.

    `text` writes a school's cell. `parse` reads a cell (raises ValueError); without it, the column is read-only.
    `empty` is the value of an empty cell; without it, the cell must not be empty.
    """

    name: str
    text: Callable[[School, Register], str]
    parse: Callable[[str], Any] | None = None
    empty: Any = ...


def _of(name: str, source=None) -> Callable[[School, Register], str]:
    """Return a function that writes the field `name` of the school, or of its related object `source`."""

    def text(school: School, register: Register) -> str:
        value = getattr(getattr(school, source) if source else school, name)
        return "" if value is None else str(value)

    return text


def level_of(text: str) -> str:
    """Return the level for its value or label. Raises ValueError."""
    for level in Level:
        if values.clean(text).casefold() in (level.value, str(level.label).casefold()):
            return level.value
    raise ValueError(_("“%(text)s” is not a valid level. Use high or middle.") % {"text": text[:40]})


def _languages(text: str) -> list[str]:
    codes = [code for code in re.split(r"[\s,;|]+", text.casefold()) if code]
    if unknown := [code for code in codes if code not in Language.values]:
        raise ValueError(
            _("“%(text)s” is not a valid language code. Use: %(codes)s.")
            % {"text": unknown[0][:40], "codes": ", ".join(Language.values)}
        )
    return [code for code in Language.values if code in codes]


def _phone(text: str) -> str:
    number, extension = values.phone(text)
    if extension:
        raise ValueError(
            _("Leave out the extension “%(extension)s”. We store main numbers only.") % {"extension": extension}
        )
    return number


def _slugs(text: str) -> list[str]:
    return sorted({slug for slug in re.split(r"[\s,;|]+", text) if slug})


def codes_of(text: str) -> list[str]:
    """Return the CDS codes in a cell. Raises ValueError."""
    return [values.code(values.clean(code)) for code in re.split(r"[|;,]", text) if code.strip()]


def _former_names(school: School, register: Register) -> str:
    return SEPARATOR.join(name.name for name in register.names[school.pk])


IDENTITY = "uid"
RECORDS = "cds_codes"
FORMER = "former_names"
COLUMNS = (
    Column(IDENTITY, _of("uid")),
    Column("slug", _of("slug"), str),
    Column("name", _of("name"), str),
    Column("level", _of("level"), level_of),
    Column("lowest_grade", _of("lowest_grade"), values.whole),
    Column("highest_grade", _of("highest_grade"), values.whole),
    Column("opened", _of("opened"), values.day),
    Column("closed", _of("closed"), values.day, None),
    Column(RECORDS, lambda school, register: SEPARATOR.join(register.codes(school)), codes_of, []),
    Column("street", _of("street", "campus"), str),
    Column("city", _of("city", "campus"), str),
    Column("state", _of("state", "campus"), str),
    Column("zip", _of("zip", "campus"), values.zip_code),
    Column("area", _of("area", "campus"), str),
    Column("latitude", _of("latitude", "campus"), values.degrees, None),
    Column("longitude", _of("longitude", "campus"), values.degrees, None),
    Column("phone", _of("phone"), _phone, ""),
    Column("website", _of("website"), str, ""),
    Column("office_hours", _of("office_hours"), str, ""),
    Column("languages", lambda school, register: " ".join(school.languages), _languages, []),
    Column("transit", _of("transit"), str, ""),
    Column("programs", lambda school, register: " ".join(register.programs[school.pk]), _slugs, []),
    Column("complaint_url", _of("complaint_url"), str, ""),
    Column("details_as_of", _of("details_as_of"), values.day, None),
    Column("details_source", _of("details_source"), str, ""),
    Column(FORMER, _former_names),
)
BY_NAME = {column.name: column for column in COLUMNS}
ALIASES = {"cds_code": RECORDS, "uuid": IDENTITY}  # other names for columns
# Fields that a new school needs.
REQUIRED_FIELDS = ("name", "level", "lowest_grade", "highest_grade", "opened", "street", "city", "zip", "area")


def field_of(name: str) -> str:
    """Return the column's key in `Proposal.values`."""
    return "codes" if name == RECORDS else name


def parsed(column: Column, text: str):
    """Parse an exported cell. Return None if it cannot be parsed."""
    text = values.clean(text)
    try:
        return column.parse(text) if text else column.empty
    except ValueError:
        return None
