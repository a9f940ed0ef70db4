"""What a file says of a school, before it is known what an import makes of it."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from schools.register.models import School, StateRecord

PLACE = ("street", "city", "state", "zip", "area", "latitude", "longitude")  # the campus has them, not the school


@dataclass(frozen=True)
class Problem:
    """Why a row cannot be imported. `column` as the file calls it; empty if it is about the whole row."""

    row: int
    column: str
    text: str


@dataclass(frozen=True)
class Ignored:
    """A row that is none of ours, or says nothing new."""

    row: int
    name: str
    why: str


@dataclass
class Proposal:
    """What a row wants of one school. `school` is None for a new one.

    `values` holds only what differs: fields of the school and, by the names in `PLACE`, of its campus; `codes` are the
    CDS codes of its records, `programs` their short names. `record` holds what differs of the state's record `code`,
    `columns` what the file calls a field, for problems; `warnings` what looks wrong, by field, and `doubted` the fields
    that an import leaves as they are for that: the reconcile page asks. `aged` are fields of an old state file, left
    unless somebody asks for them.

    Of a row with a version (`versions`), if it wants anything: `base` are all values that it was downloaded with,
    `moved` the names of those that the register has changed since, `stale` those of them that the file did not change.
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
    last_seen: date | None = None  # until when the present name was used, if `values` has another
    source: str = ""  # where that is from
    base: dict[str, Any] = field(default_factory=dict)
    moved: set[str] = field(default_factory=set)
    stale: set[str] = field(default_factory=set)
    as_of: date | None = None  # the first of the month of the state's file


@dataclass
class Reading:
    """Everything a layout made of a file. `understood` maps its columns to what they are for us."""

    layout: str
    understood: dict[str, str] = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    broken: list[Proposal] = field(default_factory=list)  # what can be read of rows that have problems
    unchanged: list[tuple[int, School]] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    cautions: list[str] = field(default_factory=list)  # what to know of the whole file before anything else
    zeros: int = 0  # codes that lost their leading zero and would be ours with it
    seen: str = ""  # what must be the same still when it is done, besides what the plan tells
