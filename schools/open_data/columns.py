"""The columns of the open data and their types. They define the files, the JSON Schema, and the data dictionary."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from itertools import starmap
from operator import attrgetter
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.functional import lazy
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from schools.postings.models import Requirement
from schools.register.models import Applications, ChoicesField, OfferingTopic, School
from schools.register.models.levels import names
from schools.register.record_fields import DIRECTORY, FIELDS, REGISTER
from schools.states import PERCENT, POINTS, SCHOLARS, current


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


EAST = _("East of Greenwich (WGS 84), so negative in {state}.")
AREAS = lazy(lambda: str(settings.NETWORK.area_source) or str(REGISTER), str)()
STATE = lazy(lambda: current().translated(current().department), str)()  # blank without a state
DIGITS, OF_CHARTER = current().code_digits, current().charter_digits
CODE_PARTS = lazy(lambda: str(current().code_help), str)()
NEXT = format_lazy(
    _("{schools} that scholars of a {level} can go on to."),
    schools=lazy(lambda: capfirst(names(settings.NETWORK.levels.higher, "many")), str)(),
    level=lazy(lambda: names([*settings.NETWORK.levels.values()][:-1], "one"), str)(),
)
OF_ROW = _("the row’s own source")
CHARTER_NUMBER = format_lazy(_("The number of the charter, {digits} digits."), digits=OF_CHARTER)
OF_CHARTERS = ("charter_number", "authorizer")
POINT = ("latitude", "longitude")


@dataclass(frozen=True)
class Column:
    """One column of a file, or one member of the objects in a list (`items`).

    `value` takes a row (`rows`) and returns a value that `as_json` can write; by default, the attribute `name`.
    Blank means unknown. `required` columns are never blank.
    """

    name: str
    meaning: str
    kind: DataType
    source: str
    value: Callable[[Any], Any] = None
    unit: str = ""
    required: bool = False
    items: tuple["Column", ...] = ()

    def of(self, row):
        value = (self.value or attrgetter(self.name))(row)
        return str(value)[:7] if self.kind is MONTH and value else value


def shown(columns: Iterable[Column]) -> list[Column]:
    """Return the columns that have a source: without a state, nothing comes from it. Nor without charters."""
    left_out = () if settings.NETWORK.charters else OF_CHARTERS
    return [column for column in columns if str(column.source) and column.name not in left_out]


FORMER_NAME = (
    Column("name", _("A name the school had before."), TEXT, OF_ROW, required=True),
    Column("last_seen", _("The last month when a source used it, not the month of the change."), MONTH, REGISTER),
    Column("source", _("Where we read it."), TEXT, REGISTER),
    Column("source_url", _("The address of that source."), ADDRESS, REGISTER),
)
STATE_RECORD = (
    Column("cds_code", CODE_PARTS, CODE, STATE, required=True),
    Column("nces_id", _("The federal code (NCES), 12 digits."), CODE, STATE),
    Column("charter_number", CHARTER_NUMBER, CODE, STATE),
    Column("name", _("The name the state uses."), TEXT, STATE, required=True),
    Column("authorizer", _("Who granted the charter."), TEXT, STATE),
    Column("opened", _("The day from which the record counts."), DATE, STATE),
    Column("closed", _("Its last day."), DATE, STATE),
    Column("updated", _("When the state last changed it."), DATE, STATE),
)
RECOGNITION = (
    Column("title", _("The title, as the awarding organization calls it."), TEXT, OF_ROW, required=True),
    Column("year", _("The year it was given for."), WHOLE, OF_ROW, required=True),
    Column("source", _("Where we read it."), TEXT, REGISTER, required=True),
    Column("source_url", _("The address of that source."), ADDRESS, REGISTER),
)
NEXT_SCHOOL = (
    Column("slug", _("Its short name, as in this file."), TEXT, REGISTER, required=True),
    Column("name", _("Its full public name."), TEXT, REGISTER, required=True),
)
APPLICATIONS = (
    Column("year", _("The school year that scholars would start in."), YEAR, REGISTER, required=True),
    Column(
        "status",
        _("The status of applications between the two dates. Before and after them, applications are closed."),
        choice(*Applications.values),
        REGISTER,
        required=True,
    ),
    Column("opens", _("The first day, if there is one."), DATE, REGISTER),
    Column("closes", _("The last day, if there is one."), DATE, REGISTER),
    Column("link", _("Where to apply."), ADDRESS, REGISTER),
)

OFFERING = (
    Column("topic", _("What families ask about."), choice(*OfferingTopic.values), REGISTER, required=True),
    Column("text", _("What the school says."), TEXT, REGISTER, required=True),
    Column("checked", _("When the school last checked it."), DATE, REGISTER, required=True),
)


def _of_campus(name: str, meaning: str, source: str = DIRECTORY) -> Column:
    """Return the column of a value of the school's campus; only its point may be unknown."""
    kind, unit = (NUMBER, _("degrees")) if name in POINT else (TEXT, "")
    return Column(name, meaning, kind, source, attrgetter(f"campus.{name}"), unit, required=name not in POINT)


def _of_current_record(name: str, meaning: str, kind: DataType, digits: int = DIGITS) -> Column:
    """Return the column of a value of the school's current state record, blank without one."""
    meaning = format_lazy(meaning, digits=digits)
    return Column(name, meaning, kind, STATE, lambda school: school.records[0][name] if school.records else "")


def _list(name: str, meaning: str, attribute: str, items: tuple[Column, ...], source: str = REGISTER) -> Column:
    return Column(name, meaning, LIST, source, attrgetter(attribute), items=items)


def _of_field(field: models.Field, meaning: str, source: str, unit: str = "") -> Column:
    """Return the column of a model field. Several choices become one text, with spaces between them."""
    value = (lambda row: " ".join(getattr(row, field.name))) if isinstance(field, ChoicesField) else None
    required = not (field.blank or field.null) or not field.editable
    return Column(field.name, meaning, kind_of(field), source, value, unit, required)


# The order of the files, which others rely on: a new name goes last.
ORDER = (
    *("uid", "slug", "name", "former_names", "level", "lowest_grade", "highest_grade", "status", "opened", "closed"),
    *("street", "city", "state", "zip", "area", "latitude", "longitude", "phone", "website", "cds_code", "nces_id"),
    *("charter_number", "authorizer", "state_records", "details_as_of", "details_source", "url", "changed"),
    *("applications", "complaint_url", "office_hours", "languages", "transit", "next_schools", "recognitions"),
    *("offerings", "records_kept_by", "phone_extension", "email", "principal"),
    *("hours_monday", "hours_tuesday", "hours_wednesday", "hours_thursday", "hours_friday"),
)


def _place(column: Column) -> int:
    return ORDER.index(column.name) if column.name in ORDER else len(ORDER)


_COLUMNS = (
    *(
        _of_field(School._meta.get_field(entry.name), entry.meaning, entry.source, entry.unit)
        for entry in FIELDS
        if entry.meaning
    ),
    Column("uid", _("Never changes and is never reused."), UUID, REGISTER, required=True),
    _list("former_names", _("Names it had before."), "names", FORMER_NAME),
    Column(
        "status",
        _("Whether it is open today. A school is still open on its last day."),
        choice("open", "closed"),
        _("computed from the dates"),
        lambda school: "closed" if school.is_closed else "open",
        required=True,
    ),
    _of_campus("street", _("Street of the campus. Schools may share one.")),
    _of_campus("city", _("City, as the post office writes it.")),
    _of_campus("state", _("State, two letters.")),
    _of_campus("zip", _("ZIP code, five digits or nine with a hyphen.")),
    _of_campus("area", _("Neighborhood or city, as families call it. Not an official boundary."), AREAS),
    _of_campus("latitude", _("North of the equator (WGS 84). The point of the campus, not of an entrance.")),
    _of_campus("longitude", format_lazy(EAST, state=settings.NETWORK.state_name)),
    _of_current_record(
        "cds_code",
        _("The state’s code of its current record, {digits} digits. A 6–12 complex is one record and two schools."),
        CODE,
    ),
    _of_current_record("nces_id", _("The federal code (NCES) of that record, 12 digits."), CODE),
    _of_current_record("charter_number", _("The charter number of that record, {digits} digits."), CODE, OF_CHARTER),
    _of_current_record("authorizer", _("Who granted that charter."), TEXT),
    _list("state_records", _("All its records at the state, the current one first."), "records", STATE_RECORD, STATE),
    Column("details_as_of", _("When name, address, and phone were last checked."), MONTH, REGISTER),
    Column("url", _("Its profile on this site."), ADDRESS, _("this site")),
    Column("changed", _("When our record of it last changed."), MOMENT, REGISTER, required=True),
    _list(
        "applications",
        _("Applications by school year, including past ones: the school’s own dates, or those of all open schools."),
        "enrollment_years",
        APPLICATIONS,
    ),
    _list("next_schools", NEXT, "following", NEXT_SCHOOL),
    _list("recognitions", _("Awards and titles reported by a named source, newest first."), "honors", RECOGNITION),
    _list("offerings", _("What the school offers."), "offered", OFFERING),
)
SCHOOL = tuple(sorted(_COLUMNS, key=_place))
RESULT = (
    Column("cds_code", _("The state record that was counted; see schools.csv."), CODE, STATE, required=True),
    Column("record_name", _("The name the state uses for that record today."), TEXT, STATE, required=True),
    Column(
        "measure", _("What was counted; see the table of measures."), choice(*current().measures), OF_ROW, required=True
    ),
    Column(
        "academic_year", _("School year. A test in spring 2019 is listed under 2018-19."), YEAR, OF_ROW, required=True
    ),
    Column(
        "value", _("The number itself, in the unit beside it. Blank if the state does not publish it."), NUMBER, OF_ROW
    ),
    Column(
        "unit",
        _("The unit of the value."),
        choice(SCHOLARS, PERCENT, POINTS),
        _("computed from the measure"),
        lambda result: current().measure(result.measure).unit,
        required=True,
    ),
    Column("count", _("How many scholars the value is based on."), WHOLE, OF_ROW, unit=_("scholars")),
    Column("source", _("The state’s file that contains the number."), TEXT, REGISTER, required=True),
)

LISTED = _("the network’s list, which is no legal advice")
PUBLISHED = (
    *("topic", "authority", "link", "duty", "scope", "level", "lowest_grade", "highest_grade", "conditions"),
    *("on_home_page", "cycle", "due_month", "due_day", "for_year_before", "event", "within_days", "review_days"),
    *("since", "languages", "artifact", "note", "checked_on", "checked_against", "counsel_to_confirm", "changed"),
)


def _of_list(name: str) -> Column:
    """Return the column of a field of `Requirement`."""
    field = Requirement._meta.get_field(name)
    return _of_field(field, lazy(_explained, str)(field), LISTED)


def _explained(field: models.Field) -> str:
    """Return what the editor says about a field, and the meaning of each of its choices."""
    choices = (field.base_field if isinstance(field, ChoicesField) else field).choices or ()
    said = [capfirst(field.verbose_name), field.help_text, *(f"{value}: {label}" for value, label in choices)]
    return "; ".join(str(part).rstrip(".") for part in said if part) + "."


def _title(language: str, name: str) -> Column:
    meaning = format_lazy(_("The title in this language: {language}."), language=name)
    required = language == settings.LANGUAGE_CODE
    return Column(f"title_{language}", meaning, TEXT, LISTED, lambda row: row.title.get(language), required=required)


TITLES = starmap(_title, settings.WAGTAIL_CONTENT_LANGUAGES)
REQUIREMENT = (_of_list("code"), *TITLES, *map(_of_list, PUBLISHED))
