"""The state's directory of schools as a layout of imports. `schools.states` says how the state names its columns."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import get_text_list, slugify
from django.utils.translation import gettext as _

from schools.exchange import values
from schools.exchange.readings import Problem, Proposal, Reader
from schools.exchange.sheets import Row
from schools.register.grades import span_text
from schools.register.models import School, StateRecord
from schools.register.models.campus import miles_between
from schools.states import current

from .doubts import last_changed, sift

FAR = 5  # miles from the center of the ZIP code area; the largest in the county reach four
PARSERS: dict[str, Callable[[str], Any]] = {  # of fields that are not just text
    "zip": values.zip_code,
    "phone": values.phone,
    "phone_extension": values.extension,
    "website": values.website,
    "opened": values.day,
    "closed": values.day,
    "grades": values.grades,
    "latitude": values.degrees,
    "longitude": values.degrees,
    "updated": values.day,
}
SAME_IN_RECORD = ("name", "school_type", "opened", "closed", "updated")  # fields of the state record
NEEDED = ("code", "name", "status")
A_YEAR = timedelta(days=365)  # a file is old if its newest date is longer ago
AGING = ("website", "latitude", "longitude")  # fields for which old files are not trusted


def _letters(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.casefold())


def _fields() -> dict[str, str]:
    """Return our fields by the letters of the state's names for them. Names are compared by their letters only."""
    directory = current().directory
    return {_letters(name): field for field, names in directory.columns.items() for name in names}


def _phone(row_values: dict[str, Any]) -> dict[str, str]:
    """Return the number and its extension, which is in the same cell or has its own; empty without a number."""
    if "phone" not in row_values:
        return {}
    number, extension = row_values["phone"]
    return {"phone": number, "phone_extension": extension or row_values.get("phone_extension", "")}


class Directory(Reader):
    name, label, sift = current().directory.name, current().directory.label, staticmethod(sift)

    @staticmethod
    def known(row):
        fields = _fields()
        return {field: values.clean(cell) for cell in row.cells if (field := fields.get(_letters(cell)))}

    @staticmethod
    def is_header(known):
        return known.keys() >= set(NEEDED)

    @staticmethod
    def lacks(known):
        has = [known[field] for field in NEEDED if field in known]
        lacks = [current().directory.columns[field][0] for field in NEEDED if field not in known]
        return (has, get_text_list(lacks, _("and"))) if has else None

    def __init__(self, *args):
        super().__init__(*args)
        self.layout = current().directory
        self.column_names: dict[str, str] = {}
        self.first_rows: dict[str, int] = {}
        self._read_header(self.head)
        self.as_of = max(filter(None, (self._date(row, "updated") for row in self.rows)), default=None)
        self.caution = self._caution()

    def _read_header(self, head: Row) -> None:
        fields = _fields()
        for place, cell in enumerate(head.cells):
            field = fields.get(_letters(cell))
            if field and field not in self.places:
                self.places[field], self.column_names[field] = place, values.clean(cell)
                self.reading.understood[values.clean(cell)] = field
            elif cell.strip():
                self.reading.unused.append(values.clean(cell))
        self.reading.missing = [names[0] for field, names in self.layout.columns.items() if field not in self.places]

    def _text(self, row: Row, field: str) -> str:
        return values.known_text(self.cell(row, field))

    def _date(self, row: Row, field: str) -> date | None:
        try:
            return values.day(self._text(row, field))
        except ValueError:
            return None

    def _ignore(self, row: Row, why: str) -> None:
        self.ignore(row, self._text(row, "name") or self._text(row, "district") or row.cells[0], why)

    def _caution(self) -> str:
        """Return why the file may be older than our data, or ""."""
        if self.as_of is None:
            return _("This file has no dates. Its values may be older than ours.")
        newest = max(
            (record.updated for record in self.register.records.values() if record.updated), default=self.as_of
        )
        if self.as_of >= max(newest, timezone.localdate() - A_YEAR):
            return ""
        return _("The newest date in this file is %(day)s. Its values may be older than ours.") % {
            "day": date_format(self.as_of)
        }

    def read(self):
        self.reading.cautions = [self.caution] if self.caution else []
        for row in self.rows:
            text = self._text(row, "code")
            try:
                code = values.code(self.restored(text))
            except ValueError as error:
                if self.is_total(row):
                    self.ignore_total(row)
                else:
                    self._problem(row, "code", str(error))
            else:
                self._read_code(row, code)

    def _read_code(self, row: Row, code: str) -> None:
        schools, record = self.register.schools_of.get(code, []), self.register.records.get(code)
        if code.endswith(self.layout.district) or not self._text(row, "name"):
            self._ignore(row, _("a district"))
        elif record is None and not self._seems_ours(row, code):
            self._ignore(row, _("not one of our schools"))
        elif (first_row := self.first_rows.setdefault(code, row.number)) != row.number:
            self._problem(row, "code", _("Row %(row)d is for the same record.") % {"row": first_row})
        elif record and not schools:
            self._ignore(row, _("a record not linked to any of our schools"))
        elif self._is_older(row, record, schools):
            self._ignore(row, _("older than our value"))
            self.reading.older += 1
        elif record is None:
            self._add(row, code)
        else:
            self._compare(row, code, record, schools)

    def _seems_ours(self, row: Row, code: str) -> bool:
        return (
            settings.NETWORK.prefix != ""  # or every charter of the county would seem ours
            and code.startswith(settings.NETWORK.county_code)
            and self._text(row, "name").startswith(settings.NETWORK.prefix)
            and self._text(row, "charter").upper().startswith("Y")
            and self._text(row, "status").casefold() == "active"
        )

    def _is_older(self, row: Row, record: StateRecord | None, schools: list[School]) -> bool:
        """Whether the row is older than our data on its record. For a new record, compare the file with all records."""
        updated = self._date(row, "updated") or self.as_of
        if record is None:
            updated, dates = self.as_of, [existing.updated for existing in self.register.records.values()]
        else:
            dates = [record.updated] if record.updated else [school.details_as_of for school in schools]
        newest = max(filter(None, dates), default=None)
        return bool(updated and newest and updated < newest)

    def _problem(self, row: Row, field: str, text: str) -> None:
        self.reading.problems.append(Problem(row.number, self.column_names.get(field, ""), text))

    def _values(self, row: Row) -> dict[str, Any]:
        """Return the row's known values by our field names, and add a problem for each cell that cannot be read."""
        row_values = {}
        for field in self.places:
            cell = self.cell(row, field)
            try:
                values.refuse_formula(cell)
                if text := values.known_text(cell):
                    row_values[field] = PARSERS.get(field, str)(text)
            except ValueError as error:
                self._problem(row, field, str(error))
        return row_values

    def _record(self, code: str, row_values: dict[str, Any]) -> dict[str, Any]:
        """Return the known fields of the state record."""
        fields = {name: row_values.get(name) for name in SAME_IN_RECORD}
        fields |= {"cds_code": code, "authorizer": row_values.get("district")}
        if number := row_values.get("charter_number"):
            fields["charter_number"] = number.zfill(current().charter_digits)
        if "nces_district" in row_values and "nces_school" in row_values:
            fields["nces_id"] = row_values["nces_district"].zfill(7) + row_values["nces_school"].zfill(5)
        if span := row_values.get("grades"):
            fields["grades"] = span_text(*span).replace("–", "-")
        return {name: value for name, value in fields.items() if value}

    def _compare(self, row: Row, code: str, record: StateRecord, schools: list[School]) -> None:
        problems = len(self.reading.problems)
        row_values = self._values(row)
        fields = self._record(code, row_values)
        record_changes = {name: value for name, value in fields.items() if value != getattr(record, name)}
        is_shared = len(schools) > 1
        proposals = []
        for school in schools:
            proposal = self._of_school(row, code, school)
            if self.register.links[school.pk][0].record.cds_code == code:  # earlier records do not change the school
                self._status(proposal, school, row_values)
                if not self._closes(row_values):
                    self._place(proposal, school, row_values)
                    self._contact(proposal, school, row_values, is_shared)
                    self._age(proposal)
            if not is_shared and "name" in record_changes and not self._name(proposal, school, record, row_values):
                del record_changes["name"]
            proposals.append(proposal)
        carrier = next((proposal for proposal in proposals if proposal.values), proposals[0])
        if carrier.values or record_changes.keys() - {"updated"}:
            carrier.record, carrier.stored = record_changes, record
        is_broken = len(self.reading.problems) > problems
        (self.reading.broken if is_broken else self.reading.proposals).extend(proposals)

    def _of_school(self, row: Row, code: str, school: School | None) -> Proposal:
        proposal = Proposal(row.number, school, code=code, columns=dict(self.column_names))
        source = self.layout.source
        proposal.source = source if self.as_of is None else f"{source} of {self.as_of:%B %Y}"
        proposal.as_of = self.as_of and self.as_of.replace(day=1)
        return proposal

    def _closes(self, row_values: dict[str, Any]) -> bool:
        return row_values.get("status", "").casefold() in ("closed", "merged")

    def _status(self, proposal: Proposal, school: School, row_values: dict[str, Any]) -> None:
        status, updated = row_values.get("status", "").casefold(), row_values.get("updated")
        if self._closes(row_values):
            closed = row_values.get("closed")
            if closed is None and school.closed is None:
                self.reading.notes.append(
                    _("The state lists %(school)s as closed but gives no date, so it stays open here.")
                    % {"school": school.name}
                )
            elif closed and closed != school.closed:
                if closed < school.opened:
                    proposal.warnings["closed"] = _("This is before the school opened.")
                    proposal.doubted.add("closed")
                proposal.values["closed"] = closed
        elif status == "active" and school.closed:
            changed_on = last_changed(school, "closed")
            if updated and updated > school.closed and not (changed_on and updated < changed_on):
                proposal.values["closed"] = None
                proposal.warnings["closed"] = _("The state lists it as open again.")

    def _name(self, proposal: Proposal, school: School, record: StateRecord, row_values: dict[str, Any]) -> bool:
        """Propose the state's new name, unless the row has no date or is older than our own rename.

        Return whether only the record gets it, because the school's name differs only in capitalization.
        """
        updated, changed_on = row_values.get("updated"), last_changed(school, "name")
        if updated is None or (changed_on and updated < changed_on):
            return False
        if row_values["name"].casefold() == school.name.casefold():
            return True
        proposal.values |= {"name": row_values["name"], "record_name": row_values["name"]}
        proposal.stored = record
        proposal.warnings["name"] = _("The state called it “%(name)s” before.") % {"name": record.name}
        dates = [day for day in (record.updated, school.details_as_of) if day]
        proposal.last_seen = min(max(dates, default=updated), updated).replace(day=1)
        return False

    def _place(self, proposal: Proposal, school: School, row_values: dict[str, Any]) -> None:
        campus = school.campus
        for name in ("street", "city", "state", "zip"):
            current, new = getattr(campus, name), row_values.get(name)
            shorter = name == "zip" and new and current.startswith(new)
            if new and new != current and not shorter:
                proposal.values[name] = new
        point = (row_values.get("latitude"), row_values.get("longitude"))
        if None not in point and point != (campus.latitude, campus.longitude):
            proposal.values |= {"latitude": point[0], "longitude": point[1]}
            code = (row_values.get("zip") or campus.zip)[:5]
            middle = self.register.zip_points.get(code)
            miles = miles_between(*map(float, point), *middle) if middle else 0
            if miles > FAR:
                proposal.warnings["latitude"] = _("%(miles)d miles from the center of ZIP code %(zip)s.") % {
                    "miles": round(miles),
                    "zip": code,
                }
                proposal.doubted.add("latitude")

    def _contact(self, proposal: Proposal, school: School, row_values: dict[str, Any], is_shared: bool) -> None:
        phone = _phone(row_values)
        if phone and phone["phone"] != school.phone:
            proposal.values |= {name: text for name, text in phone.items() if text != getattr(school, name)}
            if school.phone:
                proposal.warnings["phone"] = _("The phone number is different.")
        if is_shared:  # website and grades in the record cover the whole complex
            return
        if "website" in row_values and not values.same_website(row_values["website"], school.website):
            proposal.values["website"] = row_values["website"]
        if span := row_values.get("grades"):
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
        problems = len(self.reading.problems)
        row_values = self._values(row)
        level = settings.NETWORK.levels.get(self.layout.levels.get(row_values.get("level", "")))
        needed = {"street", "city", "zip", "opened", "grades"}
        if len(self.reading.problems) > problems and not {*needed, "name"} <= row_values.keys():
            return
        if level is None or not needed <= row_values.keys():
            self.reading.notes.append(
                _("%(school)s (%(code)s) may be a new school of ours, but its row is incomplete. Add it by hand.")
                % {"school": row_values["name"], "code": code}
            )
            self._ignore(row, _("possibly a new school of ours, to add by hand"))
            return
        proposal = self._of_school(row, code, None)
        names = ("name", "street", "city", "state", "zip", "website", "opened", "latitude", "longitude")
        proposal.values = {name: row_values[name] for name in names if name in row_values}
        proposal.values |= {
            "slug": slugify(row_values["name"].removeprefix(settings.NETWORK.prefix))[:60],
            "level": level.key,
            "lowest_grade": row_values["grades"][0],
            "highest_grade": row_values["grades"][1],
            "area": row_values["city"],
            "codes": [code],
            **_phone(row_values),
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
        proposal.record = self._record(code, row_values)
        (self.reading.broken if len(self.reading.problems) > problems else self.reading.proposals).append(proposal)
