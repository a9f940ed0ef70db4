"""The data types of the open data: their labels, JSON Schema types, and formats."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class DataType:
    """A data type, with a `label` for people and a `schema` for JSON Schema 2020-12."""

    label: str
    schema: dict


TEXT = DataType(_("text"), {"type": "string"})
CODE = DataType(_("digits as text, with leading zeros"), {"type": "string", "pattern": "^[0-9]+$"})
UUID = DataType(_("UUID"), {"type": "string", "format": "uuid"})
WHOLE = DataType(_("whole number"), {"type": "integer"})
NUMBER = DataType(_("decimal number, with a decimal point"), {"type": "number"})
DATE = DataType(_("date, YYYY-MM-DD"), {"type": "string", "format": "date"})
MONTH = DataType(_("month, YYYY-MM"), {"type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$"})
MOMENT = DataType(_("date and time, ISO 8601, UTC"), {"type": "string", "format": "date-time"})
YEAR = DataType(_("school year, YYYY-YY"), {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$"})
ADDRESS = DataType(_("web address"), {"type": "string", "format": "uri"})
EMAIL = DataType(_("email address"), {"type": "string", "format": "email"})
LIST = DataType(_("list"), {"type": "array"})
YES_OR_NO = DataType(_("true or false"), {"type": "boolean"})


def choice(*values: str) -> DataType:
    """Return the data type of a column that holds one of `values`."""
    return DataType(
        format_lazy(_("one of: {values}"), values=", ".join(values)), {"type": "string", "enum": list(values)}
    )


KINDS = {
    models.URLField: ADDRESS,
    models.EmailField: EMAIL,
    models.DateTimeField: MOMENT,
    models.DateField: DATE,
    models.BooleanField: YES_OR_NO,
    models.SmallIntegerField: WHOLE,
}


def kind_of(field: models.Field) -> DataType:
    """Return the data type of a model field."""
    if field.choices:
        return choice(*(value for value, _label in field.choices))
    return next((kind for model_field, kind in KINDS.items() if isinstance(field, model_field)), TEXT)


def as_json(value):
    """Return `value` for JSON. Blank means unknown, so it becomes null."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, list | int | float):
        return value
    return str(value) if value else None


def as_cell(value) -> str | int | Decimal:
    """Return `value` for a CSV cell. A list of objects becomes their first members, separated by ` | `.

    Numbers stay numbers, so that `csv_cells` can tell them from text.
    """
    if isinstance(value, list):
        return " | ".join(str(next(iter(item.values()))) for item in value)
    if isinstance(value, Decimal):
        return value.normalize()
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return value
    return as_json(value) or ""
