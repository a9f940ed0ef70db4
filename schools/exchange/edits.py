"""Bulk edits: the same change to the same fields of many schools.

This is a third layout, without an uploaded file. The edit is stored like a file, so it is previewed, applied, and
undone like an import. Additions to and removals from lists are computed from the current register each time, so
changes made in the meantime are not lost.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from schools.register.models import School

from . import sheets, values
from .columns import BY_NAME
from .lookup import Register
from .models import BatchPurpose, ImportBatch
from .readings import Problem, Proposal, Reading
from .sheets import Row, Sheet

NAME = "edits"
SET, ADD, REMOVE = "set", "add", "remove"  # ADD and REMOVE: list fields only


class EditSheet(Sheet):
    """A bulk edit as rows: the header holds the action and field of each column, and each row names a school."""


@dataclass(frozen=True)
class Edit:
    """One change to a field. `text` is written like a cell of our layout; empty text clears the field."""

    do: str
    field: str
    text: str


def pack(schools: Iterable[School], edits: Iterable[Edit]) -> bytes:
    """Return the bulk edit as JSON, to store as the batch's file."""
    data = {
        "schools": [[str(school.uid), school.name] for school in schools],
        "edits": [[edit.do, edit.field, edit.text] for edit in edits],
    }
    return json.dumps(data, ensure_ascii=False).encode()


def sheet_of(batch: ImportBatch) -> Sheet:
    """Return the rows of the batch's file or bulk edit. Raises SheetError."""
    if batch.purpose != BatchPurpose.EDIT:
        return sheets.read(batch.name, batch.data)
    data = json.loads(batch.data)
    edits = [Edit(*edit) for edit in data["edits"]]
    head = Row(1, ["uid", "school", *(f"{edit.do} {edit.field}" for edit in edits)])
    texts = [edit.text for edit in edits]
    rows = [Row(number, [uid, name, *texts]) for number, (uid, name) in enumerate(data["schools"], 2)]
    return EditSheet(batch.name, batch.sha256, "", True, [head, *rows])


def header(sheet: Sheet) -> int | None:
    return 0 if isinstance(sheet, EditSheet) else None


def read(sheet: Sheet, start: int, register: Register, *, accept_zeros: bool = False) -> Reading:
    """Return the proposed changes. `Reading.snapshot` holds the current records, for the plan's digest."""
    reading = Reading(NAME)
    actions = [cell.split(" ", 1) for cell in sheet.rows[start].cells[2:]]
    states = []
    for row in sheet.rows[start + 1 :]:
        uid, name, *texts = row.cells
        school = register.by_uid.get(uid)
        if school is None:
            message = _("“%(school)s” is no longer in the register.") % {"school": name}
            reading.problems.append(Problem(row.number, "", message))
            continue
        states.append(_state(school, register))
        proposal = Proposal(row.number, school)
        for (action, field), text in zip(actions, texts, strict=True):
            _propose(proposal, action, field, text, register, reading)
        if proposal.values:
            reading.proposals.append(proposal)
        elif not any(problem.row == row.number for problem in reading.problems):
            reading.unchanged.append((row.number, school))
    reading.snapshot = json.dumps(states)
    return reading


def _propose(proposal: Proposal, action: str, field: str, text: str, register: Register, reading: Reading) -> None:
    label = capfirst(str(School._meta.get_field(field).verbose_name))
    column, text = BY_NAME[field], values.clean(text)
    try:
        value = column.parse(text, register) if text else column.empty
    except ValueError as error:
        reading.problems.append(Problem(proposal.row, label, str(error)))
        return
    current = register.programs[proposal.school.pk] if field == "programs" else getattr(proposal.school, field)
    if action != SET:
        items = {*current, *value} if action == ADD else {*current} - {*value}
        value = column.parse(" ".join(items), register)  # in the order of the choices
    if value != current:
        proposal.values[field], proposal.columns[field] = value, label


def _state(school: School, register: Register) -> list[str]:
    """Return the school's cells as an export writes them."""
    return [column.text(school, register) for column in BY_NAME.values()]
