"""The state's layout: “Public Schools and Districts” of the California Department of Education (CDE).

Over the years the file had 46 to 49 columns, some renamed or dropped. Unknown values are `No Data`. Records are matched
by CDS code only. A 6–12 complex is one state record but two of our schools. Rows that the state last updated before
our copy of the record are ignored.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import get_text_list, slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools.register.distance import miles_between
from schools.register.models import Level, School, StateRecord

from . import values
from .field_history import known_since
from .layout import HEADER_WITHIN, TOTALS
from .lookup import Register
from .readings import Ignored, Problem, Proposal, Reading
from .sheets import Row, Sheet

NAME = "pubschls"
LABEL = gettext_lazy("The state’s directory (CDE)")
FAR = 5  # miles from the center of the ZIP code area; the largest in the county reach four
DISTRICT = "0000000"  # end of a district's code
NETWORK = "Alliance "  # start of our schools' names; schools in other counties use it too
COUNTY = "19"  # start of codes in Los Angeles County
DIRECTORY = "California Department of Education, school directory"  # name of the source in the register


@dataclass(frozen=True)
class Column:
    """A column with the state's current and former names for it. Names are compared by their letters only."""

    names: tuple[str, ...]
    parse: Callable[[str], Any] = str


COLUMNS = {
    "code": Column(("CDSCode", "CDS", "CDS Number")),
    "status": Column(("StatusType", "Status")),
    "county": Column(("County", "CountyName")),
    "district": Column(("District", "DistrictName")),
    "name": Column(("School", "SchoolName")),
    "street": Column(("Street", "StreetAddress", "Address")),
    "city": Column(("City",)),
    "zip": Column(("Zip", "ZipCode"), values.zip_code),
    "state": Column(("State",)),
    "phone": Column(("Phone", "PhoneNumber"), values.phone),
    "extension": Column(("Ext", "Extension", "PhoneExt")),
    "website": Column(("WebSite", "URL", "WebAddress"), values.website),
    "opened": Column(("OpenDate", "OpenedDate"), values.day),
    "closed": Column(("ClosedDate", "CloseDate"), values.day),
    "charter": Column(("Charter", "CharterYN", "CharterSchool")),
    "charter_number": Column(("CharterNum", "CharterNumber")),
    "nces_district": Column(("NCESDist", "NCESDistrict")),
    "nces_school": Column(("NCESSchool",)),
    "school_type": Column(("SOCType",)),
    "level": Column(("EILCode",)),
    "grades": Column(("GSoffered", "GradesOffered"), values.grades),
    "latitude": Column(("Latitude", "Lat"), values.degrees),
    "longitude": Column(("Longitude", "Lon", "Long"), values.degrees),
    "updated": Column(("LastUpDate", "LastUpdated", "LastUpdateDate"), values.day),
}
NEEDED = ("code", "name", "status")
A_YEAR = timedelta(days=365)  # a file is old if its newest date is longer ago
AGING = ("website", "latitude", "longitude")  # fields for which old files are not trusted
LEVELS = {"HS": Level.HIGH, "INTMIDJR": Level.MIDDLE}


def _letters(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.casefold())


FIELDS = {_letters(name): field for field, column in COLUMNS.items() for name in column.names}


def header(sheet: Sheet) -> int | None:
    """Return the index of the row with the state's column names, or None."""
    for index, row in enumerate(sheet.rows[:HEADER_WITHIN]):
        if {FIELDS.get(_letters(cell)) for cell in row.cells} >= set(NEEDED):
            return index
    return None


def lacking(sheet: Sheet) -> tuple[list[str], str] | None:
    """For a file without a `header`, return the needed columns it has and those it lacks. None if not the state's."""
    rows = [
        {field: values.clean(cell) for cell in row.cells if (field := FIELDS.get(_letters(cell)))}
        for row in sheet.rows[:HEADER_WITHIN]
    ]
    named = max(rows, key=len, default={})
    has = [named[field] for field in NEEDED if field in named]
    lacks = [COLUMNS[field].names[0] for field in NEEDED if field not in named]
    return (has, get_text_list(lacks, _("and"))) if has and len(named) > 2 else None


def read(sheet: Sheet, start: int, register: Register, *, accept_zeros: bool = False) -> Reading:
    """Return what the rows below the header propose. `start` is the index of the header."""
    return _Reader(sheet, start, register, accept_zeros).read()


class _Reader:
    def __init__(self, sheet: Sheet, start: int, register: Register, accept_zeros: bool):
        self.register, self.accept_zeros = register, accept_zeros
        self.found = Reading(NAME)
        self.rows = sheet.rows[start + 1 :]
        self.places: dict[str, int] = {}
        self.called: dict[str, str] = {}
        self.seen: dict[str, int] = {}
        self._read_header(sheet.rows[start])
        self.as_of = max(filter(None, (self._date(row, "updated") for row in self.rows)), default=None)
        self.caution = self._caution()

    def _read_header(self, head: Row) -> None:
        for place, cell in enumerate(head.cells):
            field = FIELDS.get(_letters(cell))
            if field and field not in self.places:
                self.places[field], self.called[field] = place, values.clean(cell)
                self.found.understood[values.clean(cell)] = field
            elif cell.strip():
                self.found.unused.append(values.clean(cell))
        self.found.missing = [column.names[0] for field, column in COLUMNS.items() if field not in self.places]

    def _text(self, row: Row, field: str) -> str:
        place = self.places.get(field)
        return values.known(row.cells[place]) if place is not None and place < len(row.cells) else ""

    def _date(self, row: Row, field: str) -> date | None:
        try:
            return values.day(self._text(row, field))
        except ValueError:
            return None

    def _ignore(self, row: Row, why: str) -> None:
        name = self._text(row, "name") or self._text(row, "district") or row.cells[0]
        self.found.ignored.append(Ignored(row.number, values.clean(name)[:120], why))

    def _caution(self) -> str:
        """Return why the file may be older than our data, or ""."""
        if self.as_of is None:
            return _("This file has no dates. Its values may be older than ours.")
        ours = max((one.updated for one in self.register.records.values() if one.updated), default=self.as_of)
        if self.as_of >= max(ours, timezone.localdate() - A_YEAR):
            return ""
        return _("The newest date in this file is %(day)s. Its values may be older than ours.") % {
            "day": date_format(self.as_of)
        }

    def read(self) -> Reading:
        self.found.cautions = [self.caution] if self.caution else []
        for row in self.rows:
            text = self._text(row, "code")
            try:
                code = self._restored(text) or values.code(text)
            except ValueError as error:
                if TOTALS.match(next(cell.strip() for cell in row.cells if cell.strip())):
                    self._ignore(row, _("not a school: a line of totals or notes"))
                else:
                    self._problem(row, "code", str(error))
            else:
                self._read_code(row, code)
        return self.found

    def _restored(self, text: str) -> str:
        """Return a 13-digit code with its leading zero restored, else "".

        Raises ValueError if it is one of our records and `accept_zeros` is off.
        """
        whole = values.lost_zero(text)
        if whole in self.register.records:
            self.found.zeros += 1
            if not self.accept_zeros:
                raise ValueError(
                    _("13 digits: the leading zero seems to be missing. With it, the code is %(code)s.")
                    % {"code": whole}
                )
        return whole

    def _read_code(self, row: Row, code: str) -> None:
        schools, record = self.register.schools_of.get(code, []), self.register.records.get(code)
        if code.endswith(DISTRICT) or not self._text(row, "name"):
            self._ignore(row, _("a district"))
        elif record is None and not self._seems_ours(row, code):
            self._ignore(row, _("not one of our schools"))
        elif (first := self.seen.setdefault(code, row.number)) != row.number:
            self._problem(row, "code", _("Row %(row)d is for the same record.") % {"row": first})
        elif record and not schools:
            self._ignore(row, _("a record not linked to any of our schools"))
        elif self._is_older(row, record, schools):
            self._ignore(row, _("older than our value"))
        elif record is None:
            self._add(row, code)
        else:
            self._compare(row, code, record, schools)

    def _seems_ours(self, row: Row, code: str) -> bool:
        return (
            code.startswith(COUNTY)
            and self._text(row, "name").startswith(NETWORK)
            and self._text(row, "charter").upper().startswith("Y")
            and self._text(row, "status").casefold() == "active"
        )

    def _is_older(self, row: Row, record: StateRecord | None, schools: list[School]) -> bool:
        """Whether the row is older than our data on its record. For a new record, compare the file with all records."""
        updated = self._date(row, "updated") or self.as_of
        if record is None:
            updated, known = self.as_of, [one.updated for one in self.register.records.values()]
        else:
            known = [record.updated] if record.updated else [school.details_as_of for school in schools]
        known = max(filter(None, known), default=None)
        return bool(updated and known and updated < known)

    def _problem(self, row: Row, field: str, text: str) -> None:
        self.found.problems.append(Problem(row.number, self.called.get(field, ""), text))

    def _values(self, row: Row) -> dict[str, Any]:
        """Return the row's known values by our field names, and add a problem for each cell that cannot be read."""
        found = {}
        for field, place in self.places.items():
            cell = row.cells[place] if place < len(row.cells) else ""
            try:
                values.refuse_formula(cell)
                if text := values.known(cell):
                    found[field] = COLUMNS[field].parse(text)
            except ValueError as error:
                self._problem(row, field, str(error))
        return found

    def _record(self, code: str, found: dict[str, Any]) -> dict[str, Any]:
        """Return the known fields of the state record."""
        wanted = {
            "cds_code": code,
            "name": found.get("name"),
            "authorizer": found.get("district"),
            "school_type": found.get("school_type"),
            "opened": found.get("opened"),
            "closed": found.get("closed"),
            "updated": found.get("updated"),
        }
        if number := found.get("charter_number"):
            wanted["charter_number"] = number.zfill(4)
        if "nces_district" in found and "nces_school" in found:
            wanted["nces_id"] = found["nces_district"].zfill(7) + found["nces_school"].zfill(5)
        if span := found.get("grades"):
            wanted["grades"] = f"{span[0]}-{span[1]}" if span[0] != span[1] else str(span[0])
        return {name: value for name, value in wanted.items() if value}

    def _compare(self, row: Row, code: str, record: StateRecord, schools: list[School]) -> None:
        problems = len(self.found.problems)
        found = self._values(row)
        wanted = self._record(code, found)
        of_record = {name: value for name, value in wanted.items() if value != getattr(record, name)}
        shared = len(schools) > 1
        proposals = []
        for school in schools:
            proposal = self._of_school(row, code, school)
            if self.register.links[school.pk][0].record.cds_code == code:  # earlier records do not change the school
                self._status(proposal, school, found)
                if not self._closes(found):
                    self._place(proposal, school, found)
                    self._contact(proposal, school, found, shared)
                    self._age(proposal)
            if not shared and "name" in of_record and not self._name(proposal, school, record, found):
                del of_record["name"]
            proposals.append(proposal)
        renames = any("name" in proposal.values for proposal in proposals)
        if renames:
            del of_record["name"]  # written together with the school's name
        changed = [proposal for proposal in proposals if proposal.values]
        if of_record.keys() - {"updated"} or changed:
            carrier = changed[0] if changed else proposals[0]
            carrier.record, carrier.stored = of_record, record
        if len(self.found.problems) > problems:
            self.found.broken += proposals
            return
        for proposal in proposals:
            if proposal.values or proposal.record:
                self.found.proposals.append(proposal)
            else:
                self.found.unchanged.append((row.number, proposal.school))

    def _of_school(self, row: Row, code: str, school: School | None) -> Proposal:
        proposal = Proposal(row.number, school, code=code, columns=dict(self.called))
        proposal.source = DIRECTORY if self.as_of is None else f"{DIRECTORY} of {self.as_of:%B %Y}"
        proposal.as_of = self.as_of and self.as_of.replace(day=1)
        return proposal

    def _closes(self, found: dict[str, Any]) -> bool:
        return found.get("status", "").casefold() in ("closed", "merged")

    def _status(self, proposal: Proposal, school: School, found: dict[str, Any]) -> None:
        status, updated = found.get("status", "").casefold(), found.get("updated")
        if self._closes(found):
            closed = found.get("closed")
            if closed is None and school.closed is None:
                self.found.notes.append(
                    _("The state lists %(school)s as closed but gives no date, so it stays open here.")
                    % {"school": school.name}
                )
            elif closed and closed != school.closed:
                if closed < school.opened:
                    proposal.warnings["closed"] = _("This is before the school opened.")
                    proposal.doubted.add("closed")
                proposal.values["closed"] = closed
        elif status == "active" and school.closed:
            since = known_since(school, "closed")
            if updated and updated > school.closed and not (since and updated < since):
                proposal.values["closed"] = None
                proposal.warnings["closed"] = _("The state lists it as open again.")

    def _name(self, proposal: Proposal, school: School, record: StateRecord, found: dict[str, Any]) -> bool:
        """Propose the state's new name. Return False if the row has no date or is older than our own rename.

        A name that differs from the state's only in capitalization stays as it is.
        """
        updated, since = found.get("updated"), known_since(school, "name")
        if updated is None or (since and updated < since):
            return False
        if found["name"].casefold() == school.name.casefold():
            return True
        proposal.values |= {"name": found["name"], "record_name": found["name"]}
        proposal.stored = record
        proposal.warnings["name"] = _("The state called it “%(name)s” before.") % {"name": record.name}
        known = [day for day in (record.updated, school.details_as_of) if day]
        proposal.last_seen = min(max(known, default=updated), updated).replace(day=1)
        return True

    def _place(self, proposal: Proposal, school: School, found: dict[str, Any]) -> None:
        campus = school.campus
        for name in ("street", "city", "state", "zip"):
            ours, theirs = getattr(campus, name), found.get(name)
            shorter = name == "zip" and theirs and ours.startswith(theirs)
            if theirs and theirs != ours and not shorter:
                proposal.values[name] = theirs
        point = (found.get("latitude"), found.get("longitude"))
        if None not in point and point != (campus.latitude, campus.longitude):
            proposal.values |= {"latitude": point[0], "longitude": point[1]}
            code = (found.get("zip") or campus.zip)[:5]
            middle = self.register.zip_points.get(code)
            miles = miles_between(*map(float, point), *middle) if middle else 0
            if miles > FAR:
                proposal.warnings["latitude"] = _("%(miles)d miles from the center of ZIP code %(zip)s.") % {
                    "miles": round(miles),
                    "zip": code,
                }
                proposal.doubted.add("latitude")

    def _contact(self, proposal: Proposal, school: School, found: dict[str, Any], shared: bool) -> None:
        if "phone" in found:
            number, extension = found["phone"]
            extension = extension or found.get("extension", "")
            if number != school.phone:
                proposal.values["phone"] = number
                if school.phone:
                    proposal.warnings["phone"] = _("The phone number is different.")
                if extension:
                    proposal.warnings["phone"] = _("Left out the extension %(extension)s.") % {"extension": extension}
        if shared:  # website and grades in the record cover the whole complex
            return
        if "website" in found and not values.same_website(found["website"], school.website):
            proposal.values["website"] = found["website"]
        if span := found.get("grades"):
            for name, grade in zip(("lowest_grade", "highest_grade"), span, strict=True):
                if grade != getattr(school, name):
                    proposal.values[name] = grade

    def _age(self, proposal: Proposal) -> None:
        """Mark the fields for which an old file is not trusted."""
        if self.caution:
            proposal.aged = {name for name in AGING if name in proposal.values}
            for name in proposal.aged:
                proposal.warnings.setdefault(name, self.caution)

    def _add(self, row: Row, code: str) -> None:
        problems = len(self.found.problems)
        found = self._values(row)
        level = LEVELS.get(found.get("level", ""))
        needed = {"street", "city", "zip", "opened", "grades"}
        if len(self.found.problems) > problems and not {*needed, "name"} <= found.keys():
            return
        if level is None or not needed <= found.keys():
            self.found.notes.append(
                _("%(school)s (%(code)s) may be a new school of ours, but its row is incomplete. Add it by hand.")
                % {"school": found["name"], "code": code}
            )
            self._ignore(row, _("possibly a new school of ours, to add by hand"))
            return
        proposal = self._of_school(row, code, None)
        wanted = ("name", "street", "city", "state", "zip", "website", "opened", "latitude", "longitude")
        proposal.values = {name: found[name] for name in wanted if name in found}
        proposal.values |= {
            "slug": slugify(found["name"].removeprefix(NETWORK))[:60],
            "level": level.value,
            "lowest_grade": found["grades"][0],
            "highest_grade": found["grades"][1],
            "area": found["city"],
            "codes": [code],
            **({"phone": found["phone"][0]} if "phone" in found else {}),
        }
        proposal.warnings["name"] = _(
            "New: matched by name and county. Check that it is ours, and check its neighborhood."
        )
        if proposal.values["slug"] in self.register.by_slug:
            self._problem(
                row,
                "name",
                _("A school “%(slug)s” already exists. Link it to the record %(code)s by hand.")
                % {"slug": proposal.values["slug"], "code": code},
            )
        proposal.record = self._record(code, found)
        (self.found.broken if len(self.found.problems) > problems else self.found.proposals).append(proposal)
