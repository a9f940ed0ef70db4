"""The columns of the open data. They define the files, the JSON Schema, and the data dictionary."""

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.utils.translation import gettext_lazy as _

from schools.register.models import Applications, ChoicesField, OfferingTopic, School
from schools.register.record_fields import DIRECTORY, FIELDS, REGISTER, RecordField
from schools.results.models import Measure, unit

from .data_types import (
    ADDRESS,
    CODE,
    DATE,
    LIST,
    MOMENT,
    MONTH,
    NUMBER,
    TEXT,
    UUID,
    WHOLE,
    YEAR,
    DataType,
    choice,
    kind_of,
)

CDE = _("California Department of Education")


@dataclass(frozen=True)
class Column:
    """One column of a file, or one member of the objects in a list (`items`).

    `value` takes a row (`rows`) and returns a value that `data_types` can write; by default, the attribute `name`.
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
        return (self.value or attrgetter(self.name))(row)


FORMER_NAME = (
    Column("name", _("A name the school had before."), TEXT, _("the row’s own source"), required=True),
    Column("last_seen", _("The last month when a source used it, not the month of the change."), MONTH, REGISTER),
    Column("source", _("Where we read it."), TEXT, REGISTER),
    Column("source_url", _("The address of that source."), ADDRESS, REGISTER),
)
STATE_RECORD = (
    Column("cds_code", _("County, district, and school: the state’s code, 14 digits."), CODE, CDE, required=True),
    Column("nces_id", _("The federal code (NCES), 12 digits."), CODE, CDE),
    Column("charter_number", _("The number of the charter, 4 digits."), CODE, CDE),
    Column("name", _("The name the state uses."), TEXT, CDE, required=True),
    Column("authorizer", _("Who granted the charter."), TEXT, CDE),
    Column("opened", _("The day from which the record counts."), DATE, CDE),
    Column("closed", _("Its last day."), DATE, CDE),
    Column("updated", _("When the state last changed it."), DATE, CDE),
)
RECOGNITION = (
    Column(
        "title",
        _("The title, as the awarding organization calls it."),
        TEXT,
        _("the row’s own source"),
        required=True,
    ),
    Column("year", _("The year it was given for."), WHOLE, _("the row’s own source"), required=True),
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


def current(name: str):
    """Return a function for the member `name` of a school's current state record."""
    return lambda school: school.records[0][name] if school.records else ""


def month(day) -> str:
    return day.isoformat()[:7] if day else ""


def _of_record(entry: RecordField) -> Column:
    """Return the column of a field of the record."""
    field = School._meta.get_field(entry.name)
    is_list = isinstance(field, ChoicesField)
    value = (lambda school: " ".join(getattr(school, field.name))) if is_list else None
    return Column(entry.name, entry.meaning, kind_of(field), entry.source, value, entry.unit, required=not field.blank)


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
    *(_of_record(entry) for entry in FIELDS if entry.meaning),
    Column("uid", _("Never changes and is never reused."), UUID, REGISTER, required=True),
    Column("former_names", _("Names it had before."), LIST, REGISTER, attrgetter("names"), items=FORMER_NAME),
    Column(
        "status",
        _("Whether it is open today. A school is still open on its last day."),
        choice("open", "closed"),
        _("computed from the dates"),
        lambda school: "closed" if school.is_closed else "open",
        required=True,
    ),
    Column(
        "street",
        _("Street of the campus. Schools may share one."),
        TEXT,
        DIRECTORY,
        attrgetter("campus.street"),
        required=True,
    ),
    Column("city", _("City, as the post office writes it."), TEXT, DIRECTORY, attrgetter("campus.city"), required=True),
    Column("state", _("State, two letters."), TEXT, DIRECTORY, attrgetter("campus.state"), required=True),
    Column(
        "zip",
        _("ZIP code, five digits or nine with a hyphen."),
        TEXT,
        DIRECTORY,
        attrgetter("campus.zip"),
        required=True,
    ),
    Column(
        "area",
        _("Neighborhood or city, as families call it. Not an official boundary."),
        TEXT,
        _("Los Angeles County, countywide statistical areas; shortened"),
        attrgetter("campus.area"),
        required=True,
    ),
    Column(
        "latitude",
        _("North of the equator (WGS 84). The point of the campus, not of an entrance."),
        NUMBER,
        DIRECTORY,
        attrgetter("campus.latitude"),
        unit=_("degrees"),
    ),
    Column(
        "longitude",
        _("East of Greenwich (WGS 84), so negative in California."),
        NUMBER,
        DIRECTORY,
        attrgetter("campus.longitude"),
        unit=_("degrees"),
    ),
    Column(
        "cds_code",
        _("The state’s code of its current record, 14 digits. A 6–12 complex is one record and two schools."),
        CODE,
        CDE,
        current("cds_code"),
    ),
    Column("nces_id", _("The federal code (NCES) of that record, 12 digits."), CODE, CDE, current("nces_id")),
    Column("charter_number", _("The charter number of that record, 4 digits."), CODE, CDE, current("charter_number")),
    Column("authorizer", _("Who granted that charter."), TEXT, CDE, current("authorizer")),
    Column(
        "state_records",
        _("All its records at the state, the current one first."),
        LIST,
        CDE,
        attrgetter("records"),
        items=STATE_RECORD,
    ),
    Column(
        "details_as_of",
        _("When name, address, and phone were last checked."),
        MONTH,
        REGISTER,
        lambda school: month(school.details_as_of),
    ),
    Column("url", _("Its profile on this site."), ADDRESS, _("this site")),
    Column("changed", _("When our record of it last changed."), MOMENT, REGISTER, required=True),
    Column(
        "applications",
        _("Applications by school year, including past ones: the school’s own dates, or those of all open schools."),
        LIST,
        REGISTER,
        attrgetter("enrollment_years"),
        items=APPLICATIONS,
    ),
    Column(
        "next_schools",
        _("High schools that scholars of a middle school can go on to."),
        LIST,
        REGISTER,
        attrgetter("following"),
        items=NEXT_SCHOOL,
    ),
    Column(
        "recognitions",
        _("Awards and titles reported by a named source, newest first."),
        LIST,
        REGISTER,
        attrgetter("honors"),
        items=RECOGNITION,
    ),
    Column("offerings", _("What the school offers."), LIST, REGISTER, attrgetter("offered"), items=OFFERING),
)
SCHOOL = tuple(sorted(_COLUMNS, key=_place))
COUNTED = _("the row’s own source")
RESULT = (
    Column("cds_code", _("The state record that was counted; see schools.csv."), CODE, CDE, required=True),
    Column("record_name", _("The name the state uses for that record today."), TEXT, CDE, required=True),
    Column(
        "measure", _("What was counted; see the table of measures."), choice(*Measure.values), COUNTED, required=True
    ),
    Column(
        "academic_year", _("School year. A test in spring 2019 is listed under 2018-19."), YEAR, COUNTED, required=True
    ),
    Column(
        "value", _("The number itself, in the unit beside it. Blank if the state does not publish it."), NUMBER, COUNTED
    ),
    Column(
        "unit",
        _("The unit of the value."),
        choice("scholars", "percent", "points"),
        _("computed from the measure"),
        lambda result: unit(result.measure),
        required=True,
    ),
    Column("count", _("How many scholars the value is based on."), WHOLE, COUNTED, unit=_("scholars")),
    Column("source", _("The state’s file that contains the number."), TEXT, REGISTER, required=True),
)
