"""What a layout reads from a file: proposals, problems, and ignored rows."""

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from schools.changes.verbs import Destination
from schools.register.models import School, StateRecord

from . import values
from .lookup import Register
from .sheets import Row, Sheet

HEADER_WITHIN = 30  # rows to search for the header
TOTALS = re.compile(r"(grand )?totals?\b|sum\b|count\b|records?:|source:|notes?:|end of", re.IGNORECASE)

PLACE = ("street", "city", "state", "zip", "area", "latitude", "longitude")  # fields of the campus
GROUPS = {  # fields that form one question
    **dict.fromkeys(("street", "city", "state", "zip", "area"), "address"),
    **dict.fromkeys(("latitude", "longitude"), "point"),
    **dict.fromkeys(("lowest_grade", "highest_grade"), "grades"),
    **dict.fromkeys(("name", "record_name"), "name"),
    **dict.fromkeys(("phone", "phone_extension"), "phone"),
}


def key_of(name: str) -> str:
    """Return the question that a field belongs to."""
    return GROUPS.get(name, name)


@dataclass(frozen=True)
class Problem:
    """Why a row cannot be imported. `column` is the file's column name, or empty for the whole row."""

    row: int
    column: str
    text: str


@dataclass
class Proposal:
    """The changes that one row proposes for one school. `school` is None for a new one.

    `values`: fields that differ, of the school and (names in `PLACE`) of its campus. `codes` are those of its state
    records, `programs` their short names, and `next_schools` the keys of schools.
    `record`: fields that differ in the state record `code`; `stored` is that record.
    `columns`: the file's column name for each field, for problems.
    `warnings`: what looks wrong, by field. `doubted`: fields with a warning that imports leave unchanged; the reconcile
    page asks about them. `aged`: fields from an old state file, used only if someone accepts them.

    `campuses.settle` sets, if the address changes, `target` and `how`, which says it, or `rejected`: why the state's
    address cannot be used.

    Only for rows with a version (`versions`) that propose something: `base` holds all values at download, `moved` the
    names of those that have changed in the register since, and `stale` the fields that the file did not change although
    its cell differs from the register.
    """

    row: int
    school: School | None
    values: dict[str, Any] = field(default_factory=dict)
    code: str = ""
    record: dict[str, Any] = field(default_factory=dict)
    stored: StateRecord | None = None
    columns: dict[str, str] = field(default_factory=dict)
    warnings: dict[str, str] = field(default_factory=dict)
    doubted: set[str] = field(default_factory=set)
    aged: set[str] = field(default_factory=set)
    last_seen: date | None = None  # when the current name was last used, if `values` has a new one
    source: str = ""  # source of the values, and of `last_seen`
    base: dict[str, Any] = field(default_factory=dict)
    moved: set[str] = field(default_factory=set)
    stale: set[str] = field(default_factory=set)
    as_of: date | None = None  # first day of the state file's month
    target: Destination | None = None
    how: str = ""
    rejected: str = ""

    @property
    def keys(self) -> dict[str, None]:
        """The questions that the values are about, in order."""
        return dict.fromkeys(map(key_of, self.values))

    @property
    def is_empty(self) -> bool:
        """Whether it changes nothing. A new date of the state's update alone does not count."""
        return not self.values and not self.record.keys() - {"updated"}

    def drop(self, key: str) -> None:
        """Leave the question `key` as it is in the register."""
        self.values = {name: value for name, value in self.values.items() if key_of(name) != key}


@dataclass
class Reading:
    """Everything a layout read from a file. `understood` maps the file's column names to our fields.

    `ignored` are rows that are not about our schools or have nothing new: their number, name, and why.
    """

    layout: str
    understood: dict[str, str] = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    broken: list[Proposal] = field(default_factory=list)  # the readable parts of rows with problems
    ignored: list[dict] = field(default_factory=list)
    older: int = 0  # how many of them are older than ours
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    cautions: list[str] = field(default_factory=list)  # warnings about the whole file
    zeros: int = 0  # codes that lost their leading zero and would be ours with it


class Reader(ABC):
    """One layout of files. It reads the rows below the header. `places` are the columns by our names."""

    name: str
    label: str | Promise

    @staticmethod
    @abstractmethod
    def known(row: Row) -> dict[str, str]:
        """Return the names of columns that we know in the row, by our names."""

    @staticmethod
    @abstractmethod
    def is_header(known: dict[str, str]) -> bool:
        """Whether a row with these names is the header."""

    @staticmethod
    @abstractmethod
    def lacks(known: dict[str, str]) -> tuple[list[str], str] | None:
        """Return the columns of an incomplete header and those it lacks, or None if it is not like ours."""

    @staticmethod  # noqa: B027 (most layouts drop nothing)
    def sift(plan, **options) -> None:
        """Drop from the plan's proposals what an import leaves unchanged, with notes in the plan."""

    @classmethod
    def header(cls, sheet: Sheet) -> int | None:
        """Return the index of the row with the column names, or None."""
        rows = enumerate(sheet.rows[:HEADER_WITHIN])
        return next((index for index, row in rows if cls.is_header(cls.known(row))), None)

    @classmethod
    def lacking(cls, sheet: Sheet) -> tuple[list[str], str] | None:
        """Return what `lacks` says of a file without a header."""
        known = max(map(cls.known, sheet.rows[:HEADER_WITHIN]), key=len, default={})
        return cls.lacks(known) if len(known) > 2 else None

    def __init__(self, reading: Reading, sheet: Sheet, start: int, register: Register, accept_zeros: bool):
        """`start` is the index of the header."""
        self.reading, self.sheet, self.register, self.accept_zeros = reading, sheet, register, accept_zeros
        self.head, self.rows = sheet.rows[start], sheet.rows[start + 1 :]
        self.places: dict[str, int] = {}

    @abstractmethod
    def read(self) -> None:
        """Add to the reading what the rows below the header propose."""

    def cell(self, row: Row, name: str) -> str:
        place = self.places.get(name)
        return row.cells[place] if place is not None and place < len(row.cells) else ""

    def is_total(self, row: Row) -> bool:
        """Whether the row has totals or notes."""
        return bool(TOTALS.match(next(cell.strip() for cell in row.cells if cell.strip())))

    def ignore(self, row: Row, name: str, why: str) -> None:
        self.reading.ignored.append({"row": row.number, "name": values.clean(name)[:120], "why": why})

    def ignore_total(self, row: Row) -> None:
        self.ignore(row, row.cells[0], _("not a school: a line of totals or notes"))

    def restored(self, text: str) -> str:
        """Return `text`, with the leading zero of a code restored if it was lost.

        Raises ValueError if it is one of our records and `accept_zeros` is off.
        """
        whole = values.restore_zero(text)
        if whole in self.register.records:
            self.reading.zeros += 1
            if not self.accept_zeros:
                raise ValueError(
                    _("13 digits: the leading zero seems to be missing. With it, the code is %(code)s.")
                    % {"code": whole}
                )
        return whole or text
