"""Our own layout: the register as a table, one school a row, which an import reads back.

A column that is not in the file stays as it is; an empty cell empties what may be empty. Cells that say what the
register says, however a spreadsheet wrote them, are no change.
"""

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools.register import cells
from schools.register.models import Language, Level, School

from . import values
from .lookup import Register
from .readings import Ignored, Problem, Proposal, Reading
from .sheets import Row, Sheet

NAME = "register"
LABEL = gettext_lazy("Our own layout")
HEADER_WITHIN = 30  # rows of the file
TOTALS = re.compile(r"(grand )?totals?\b|sum\b|count\b|records?:|source:|notes?:|end of", re.IGNORECASE)
BETWEEN = " | "  # of several values in one cell


@dataclass(frozen=True)
class Column:
    """`text` is the cell of a school, `parse` makes a value of a cell (ValueError if it cannot); without it the column
    only tells: a change of it is refused. `empty` is the value of an empty cell; without one it may not be empty."""

    name: str
    text: Callable[[School, Register], str]
    parse: Callable[[str], Any] | None = None
    empty: Any = ...


def _of(name: str, source=None) -> Callable[[School, Register], str]:
    """The cell for the field `name` of the school, or of its `source`."""

    def text(school: School, register: Register) -> str:
        value = getattr(getattr(school, source) if source else school, name)
        return "" if value is None else str(value)

    return text


def _level(text: str) -> str:
    for level in Level:
        if values.clean(text).casefold() in (level.value, str(level.label).casefold()):
            return level.value
    raise ValueError(_("“%(text)s” is no level. Write high or middle.") % {"text": text[:40]})


def _languages(text: str) -> list[str]:
    wanted = [one for one in re.split(r"[\s,;|]+", text.casefold()) if one]
    if unknown := [one for one in wanted if one not in Language.values]:
        raise ValueError(
            _("“%(text)s” is none of the languages: %(codes)s.")
            % {"text": unknown[0][:40], "codes": ", ".join(Language.values)}
        )
    return [code for code in Language.values if code in wanted]


def _phone(text: str) -> str:
    number, extension = values.phone(text)
    if extension:
        raise ValueError(_("The register keeps no extensions: leave out “%(extension)s”.") % {"extension": extension})
    return number


def _slugs(text: str) -> list[str]:
    return sorted({one for one in re.split(r"[\s,;|]+", text) if one})


def _codes(text: str) -> list[str]:
    return [values.code(values.clean(one)) for one in re.split(r"[|;,]", text) if one.strip()]


def _former_names(school: School, register: Register) -> str:
    return BETWEEN.join(name.name for name in register.names[school.pk])


IDENTITY = "uid"
RECORDS = "cds_codes"
FORMER = "former_names"
COLUMNS = (
    Column(IDENTITY, _of("uid")),
    Column("slug", _of("slug"), str),
    Column("name", _of("name"), str),
    Column("level", _of("level"), _level),
    Column("lowest_grade", _of("lowest_grade"), values.whole),
    Column("highest_grade", _of("highest_grade"), values.whole),
    Column("opened", _of("opened"), values.day),
    Column("closed", _of("closed"), values.day, None),
    Column(RECORDS, lambda school, register: BETWEEN.join(register.codes(school)), _codes, []),
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
ALSO = {"cds_code": RECORDS, "uuid": IDENTITY}  # what people call them
MUST = ("name", "level", "lowest_grade", "highest_grade", "opened", "street", "city", "zip", "area")


def header(sheet: Sheet) -> int | None:
    """Which of the rows names our columns; None if none does."""
    for index, row in enumerate(sheet.rows[:HEADER_WITHIN]):
        names = {_column_name(cell) for cell in row.cells}
        if names & {IDENTITY, RECORDS} and len(names & BY_NAME.keys()) > 1:
            return index
    return None


def _column_name(cell: str) -> str:
    name = re.sub(r"[\s-]+", "_", values.clean(cells.read(cell)).casefold())
    return ALSO.get(name, name)


def read(sheet: Sheet, start: int, register: Register, *, accept_zeros: bool = False) -> Reading:
    """What the rows below the header, which is row `start`, propose."""
    return _Reader(sheet, start, register, accept_zeros).read()


class _Reader:
    def __init__(self, sheet: Sheet, start: int, register: Register, accept_zeros: bool):
        self.sheet, self.register, self.accept_zeros = sheet, register, accept_zeros
        self.found = Reading(NAME)
        self.head, self.rows = sheet.rows[start], sheet.rows[start + 1 :]
        self.places: dict[str, int] = {}
        self.one_code = False  # whether the file names one record of a school, as the open data does, and not all
        self.seen: dict[int, int] = {}  # key of a school → the row that was first about it
        self._read_header()

    def _read_header(self) -> None:
        for place, cell in enumerate(self.head.cells):
            name = _column_name(cell)
            if not name:
                continue
            if name not in BY_NAME:
                self._problem(self.head, cell, _("We know no such column. Rename it, or take it out of the file."))
            elif name in self.places:
                self._problem(self.head, cell, _("The column is there twice."))
            else:
                self.places[name] = place
                self.found.understood[values.clean(cell)] = name
                self.one_code |= values.clean(cell).casefold() == "cds_code"
        self.found.missing = [column.name for column in COLUMNS if column.name not in self.places]

    def _problem(self, row: Row, column: str, text: str) -> None:
        self.found.problems.append(Problem(row.number, column, text))

    def _cell(self, row: Row, name: str) -> str:
        place = self.places.get(name)
        return row.cells[place] if place is not None and place < len(row.cells) else ""

    def read(self) -> Reading:
        for row in self.rows:
            if self._is_total(row):
                self.found.ignored.append(Ignored(row.number, row.cells[0], _("no school: a line of totals or notes")))
                continue
            if any(cell.strip() for cell in row.cells[len(self.head.cells) :]):
                self._problem(row, "", _("The row has more cells than the header has columns."))
                continue
            try:
                school = self._match(row)
            except ValueError as error:
                self._problem(row, *error.args)
                continue
            if school and (first := self.seen.setdefault(school.pk, row.number)) != row.number:
                self._problem(row, "", _("Row %(row)d is about the same school.") % {"row": first})
                continue
            self._propose(row, school)
        return self.found

    def _is_total(self, row: Row) -> bool:
        filled = [cell for cell in row.cells if cell.strip()]
        return len(filled) < len(self.places) / 2 and bool(TOTALS.match(filled[0].strip()))

    def _match(self, row: Row) -> School | None:
        """The school of the row, None for a new one. Raises ValueError(column, why) if it cannot be told."""
        uid = values.clean(self._cell(row, IDENTITY))
        by_code = self._match_code(row, uid)
        if not uid:
            return by_code
        try:
            school = self.register.by_uid.get(str(uuid.UUID(uid)))
        except ValueError:
            raise ValueError(IDENTITY, _("“%(text)s” is no UUID.") % {"text": uid[:40]}) from None
        if school is None:
            raise ValueError(
                IDENTITY, _("There is no school with this UUID. Leave it empty if the school is to be added.")
            )
        return school

    def _match_code(self, row: Row, uid: str) -> School | None:
        text = values.clean(self._cell(row, RECORDS))
        if uid or not text:
            return None
        try:
            found = self.register.schools_of.get(_codes(self._restored(text))[0], [])
        except ValueError as error:
            raise ValueError(RECORDS, str(error)) from None
        if len(found) < 2:
            return found[0] if found else None
        level = values.clean(self._cell(row, "level"))
        try:
            of_level = [school for school in found if level and school.level == _level(level)]
        except ValueError as error:
            raise ValueError("level", str(error)) from None
        if len(of_level) != 1:
            names = ", ".join(school.name for school in found)
            raise ValueError(
                "level", _("Several schools have this CDS code: %(names)s. Say which level.") % {"names": names}
            )
        return of_level[0]

    def _restored(self, text: str) -> str:
        """`text` with the leading zero of its code, if it lost one and that may be put back."""
        whole = values.lost_zero(text)
        if not whole or whole not in self.register.records:
            return text
        self.found.zeros += 1
        if not self.accept_zeros:
            raise ValueError(
                _("13 digits: the leading zero seems to be lost. With it this is %(code)s.") % {"code": whole}
            )
        return whole

    def _propose(self, row: Row, school: School | None) -> None:
        proposal = Proposal(row.number, school, last_seen=timezone.localdate().replace(day=1))
        proposal.source = f"Our register, until the file “{self.sheet.name[:100]}”"
        problems = len(self.found.problems)
        for name, place in self.places.items():
            column = BY_NAME[name]
            proposal.columns[name] = values.clean(self.head.cells[place])
            cell = self._cell(row, name)
            ours = column.text(school, self.register) if school else ""
            if name == IDENTITY or values.alike(ours, cell, self.sheet.encoding):
                continue
            if school and name == RECORDS and not self._cell(row, IDENTITY).strip():
                continue  # the code is what the school was found by
            if school and name == FORMER and self._has_former_names(row, school, cell):
                continue
            try:
                value = self._value(column, cell, school)
            except ValueError as error:
                self._problem(row, name, str(error))
            else:
                if school is None or value != self._present(column, school):
                    proposal.values["codes" if name == RECORDS else name] = value
        if school is None:
            self._complete(row, proposal)
        if len(self.found.problems) > problems:
            return
        if school is None or proposal.values:
            self.found.proposals.append(proposal)
        else:
            self.found.unchanged.append((row.number, school))

    def _has_former_names(self, row: Row, school: School, cell: str) -> bool:
        """Whether all names in the cell are former ones: a file from before a rename lacks some."""
        ours = [values.clean(name.name) for name in self.register.names[school.pk]]
        theirs = [values.clean(one) for one in cells.read(cell).split("|") if one.strip()]
        if not set(theirs) <= set(ours):
            return False
        self.found.notes.append(_("%(school)s: former names that are not in the file stay.") % {"school": school.name})
        return True

    def _value(self, column: Column, cell: str, school: School | None):
        values.refuse_formula(cell)
        text = values.clean(cells.read(cell) if self.sheet.encoding else cell)
        if column.parse is None:
            raise ValueError(_("This column cannot be changed by a file. Rename the school to add a former name."))
        if not text:
            if column.empty is ...:
                raise ValueError(_("This may not be empty."))
            return column.empty
        if column.name == RECORDS:
            return self._records(text, school)
        value = column.parse(text)
        if column.name == "programs" and (unknown := set(value) - self.register.program_keys.keys()):
            raise ValueError(_("There is no program “%(slug)s”.") % {"slug": min(unknown)[:40]})
        return value

    def _records(self, text: str, school: School | None) -> list[str]:
        ours = self.register.codes(school) if school else []
        if len(ours) == 1 and values.may_be(text, ours[0]):
            return ours  # a spreadsheet took digits from what is ours: that is no change
        codes = _codes(self._restored(text))
        for code in codes:
            if code not in self.register.records:
                raise ValueError(
                    _("There is no state record %(code)s. Import the state’s file first, or add it by hand.")
                    % {"code": code}
                )
        same = codes[0] in ours if self.one_code else sorted(codes) == sorted(ours)
        return ours if same else codes

    def _present(self, column: Column, school: School):
        """The value that the school has now, as `parse` would make it."""
        text = values.clean(column.text(school, self.register))
        try:
            return column.parse(text) if text else column.empty
        except ValueError:
            return None

    def _complete(self, row: Row, proposal: Proposal) -> None:
        """A new school needs what every school has; a short name can be made for it."""
        found = proposal.values
        found.setdefault("state", "CA")
        for name in MUST:
            if name not in found and not any(p.row == row.number and p.column == name for p in self.found.problems):
                self._problem(row, name, _("A new school needs this."))
        found.setdefault("slug", slugify(found.get("name", "").removeprefix("Alliance "))[:60])
        if found["slug"] in self.register.by_slug:
            self._problem(
                row, "slug", _("There is a school “%(slug)s”: give its UUID if you mean it.") % {"slug": found["slug"]}
            )
