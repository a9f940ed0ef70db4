"""What a layout reads from a file: proposals, problems, and ignored rows."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from schools.register.models import School, StateRecord

PLACE = ("street", "city", "state", "zip", "area", "latitude", "longitude")  # fields of the campus


@dataclass(frozen=True)
class Problem:
    """Why a row cannot be imported. `column` is the file's column name, or empty for the whole row."""

    row: int
    column: str
    text: str


@dataclass(frozen=True)
class Ignored:
    """A row that is not about our schools or has nothing new."""

    row: int
    name: str
    why: str


@dataclass
class Proposal:
    """The changes that one row proposes for one school. `school` is None for a new one.

    `values`: fields that differ, of the school and (names in `PLACE`) of its campus. `codes` holds the CDS codes of its
    state records, `programs` their short names, and `next_schools` the keys of schools.
    `record`: fields that differ in the state record `code`; `stored` is that record.
    `columns`: the file's column name for each field, for problems.
    `warnings`: what looks wrong, by field. `doubted`: fields with a warning that imports leave unchanged; the reconcile
    page asks about them. `aged`: fields from an old state file, used only if someone accepts them.

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


@dataclass
class Reading:
    """Everything a layout read from a file. `understood` maps the file's column names to our fields."""

    layout: str
    understood: dict[str, str] = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    broken: list[Proposal] = field(default_factory=list)  # the readable parts of rows with problems
    unchanged: list[tuple[int, School]] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    cautions: list[str] = field(default_factory=list)  # warnings about the whole file
    zeros: int = 0  # codes that lost their leading zero and would be ours with it
