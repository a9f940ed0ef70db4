"""The fields of a school's record, each defined once: where it appears, and who changes it.

Label, help text, choices, and checks are those of the model field. Forms, sheets, imports, bulk edits, lists, open data
with its dictionary, the finder, the school desk, and profiles take their fields from here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial
from itertools import groupby

from django.conf import settings
from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise, lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, Panel

from schools.states import current

REGISTER = _("our school register")
DIRECTORY = lazy(lambda: str(current().directory.shown or REGISTER), str)()
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")


class Group(Enum):
    """What a field is about: its place in the form. Profiles show CONTACT; paper and comparisons PLACE, too."""

    SCHOOL = auto()
    PLACE = auto()
    CONTACT = auto()
    DATES = auto()
    OFFER = auto()


class ChangedBy(Enum):
    OFFICE = auto()
    SCHOOL = auto()  # right away, at its desk
    PROPOSAL = auto()  # by the school, after the office approved it


@dataclass(frozen=True)
class RecordField:
    """One field of `School`.

    `meaning` is its sentence in the data dictionary; without one, open data leaves the field out or has its own column.
    `source` says who is asked for the value, and `unit` what a number counts. `part_of`: shown to families together
    with that field, which has a value as soon as one of its parts has. `label_with_parts`: what they are all called,
    if not like the field. `asked_as`: the field of forms that asks for it and others together. `row` names fields side
    by side in the form.
    """

    name: str
    group: Group
    meaning: str | Promise = ""
    source: str | Promise = REGISTER
    unit: str | Promise = ""
    changed_by: ChangedBy = ChangedBy.OFFICE
    is_bulk: bool = False  # many schools can get the same value
    is_gap: bool = False  # the office looks for schools without it
    is_asked: bool = False  # without it, the profile tells families to ask the school
    is_searched: bool = False  # families find the school by it
    part_of: str = ""
    asked_as: str = ""
    label_with_parts: str | Promise = ""
    row: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The field and its parts."""
        return (self.name, *(field.name for field in FIELDS if field.part_of == self.name))

    def is_empty(self, school) -> bool:
        return not any(getattr(school, name) for name in self.names)


by_school = partial(RecordField, group=Group.CONTACT, changed_by=ChangedBy.SCHOOL)
by_proposal = partial(RecordField, source=DIRECTORY, changed_by=ChangedBy.PROPOSAL)


def _hours(number: int, day: str) -> RecordField:
    text = _("Office hours on {day}, 24-hour clock, {clock}. Blank if closed or unknown.")
    meaning = format_lazy(text, day=WEEKDAYS[number], clock=settings.NETWORK.clock)
    return by_school(f"hours_{day}", meaning=meaning, is_bulk=True, part_of="office_hours", asked_as="week_hours")


COMPLAINTS = RecordField(
    "complaint_url", Group.OFFER, _("The charter school complaint notice and its form."), is_bulk=True, is_gap=True
)
FIELDS = (
    by_proposal("name", Group.SCHOOL, _("The full public name.")),
    RecordField("slug", Group.SCHOOL, _("Short name, as in the profile address.")),
    RecordField("level", Group.SCHOOL, _("Which level of school it is."), row="grades"),
    by_proposal("lowest_grade", Group.SCHOOL, _("The lowest grade it teaches."), unit=_("grade"), row="grades"),
    by_proposal("highest_grade", Group.SCHOOL, _("The highest grade it teaches."), unit=_("grade"), row="grades"),
    by_school("phone", meaning=_("The front desk."), source=DIRECTORY, is_gap=True, is_searched=True, row="phone"),
    by_school(
        "phone_extension", meaning=_("The extension of the front desk, digits as text."), part_of="phone", row="phone"
    ),
    by_school("email", meaning=_("The address of the front desk for email."), is_gap=True, is_searched=True),
    RecordField("website", Group.CONTACT, _("The school’s own site."), DIRECTORY, is_gap=True),
    by_school("principal", meaning=_("The name of the principal.")),
    *(_hours(number, day) for number, day in enumerate(DAYS)),
    by_school(
        "office_hours",
        label_with_parts=_("office hours"),
        meaning=_("When the front desk is open, in the school’s words."),
        is_bulk=True,
        is_gap=True,
        is_asked=True,
    ),
    by_school(
        "languages",
        meaning=_("Languages at the front desk, by their codes (BCP 47) with spaces between."),
        is_bulk=True,
        is_gap=True,
        is_asked=True,
    ),
    RecordField(
        "transit", Group.PLACE, _("Bus and rail lines and their stop."), is_bulk=True, is_gap=True, is_asked=True
    ),
    RecordField("programs", Group.OFFER, is_bulk=True),
    *([COMPLAINTS] if settings.NETWORK.charters else []),
    by_proposal("opened", Group.DATES, _("Its first day, including under an earlier record or name."), row="dates"),
    by_proposal("closed", Group.DATES, _("Its last day, once that is known."), row="dates"),
    RecordField("successor", Group.DATES),
    RecordField("records_kept_by", Group.DATES, _("Who keeps the records of a closed school.")),
    RecordField("details_as_of", Group.DATES, row="details"),
    RecordField("details_source", Group.DATES, _("Where the details were checked."), row="details"),
)
BY_NAME = {field.name: field for field in FIELDS}


def fields_of(*groups: Group) -> list[RecordField]:
    return [field for field in FIELDS if field.group in groups]


def names(**flags) -> list[str]:
    """Return the names of the fields with these values: `names(is_bulk=True)`."""
    return [field.name for field in FIELDS if all(getattr(field, flag) == value for flag, value in flags.items())]


def asked(names: Iterable[str]) -> list[str]:
    """Return the form's fields that ask for the fields `names`: one for the hours of the whole week."""
    return list(dict.fromkeys(BY_NAME[name].asked_as or name for name in names))


def panels(*groups: Group, **widgets) -> Iterator[Panel]:
    """Yield the panels of the editor's form. `widgets`: special widgets, by the name of the field."""
    for _row, fields in groupby(fields_of(*groups), lambda field: field.row or field.asked_as or field.name):
        of_row = [FieldPanel(name, widget=widgets.get(name)) for name in asked(field.name for field in fields)]
        yield FieldRowPanel(of_row) if len(of_row) > 1 else of_row[0]
