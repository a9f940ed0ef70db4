"""Preview an import. Nothing is written here."""

import json
from dataclasses import asdict, dataclass, field

from django.core.exceptions import ValidationError
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from schools.changes import agreement
from schools.changes.work import Progress, no_progress
from schools.register.models import Campus, School, StateRecord
from schools.register.record_fields import Group, fields_of
from toolkit import csv_cells

from . import values
from .campuses import place, settle
from .differences import Conflict, Decisions, Difference, differences, facts, settle_conflicts, with_values
from .layout import Ours
from .lookup import Register
from .readings import PLACE, Problem, Proposal, Reader, Reading, key_of
from .sheets import Sheet, SheetError

# The first that recognizes the header is used; `schools/apps.py` adds those of rooms above.
layouts: list[type[Reader]] = [Ours]
LISTED = (Group.CONTACT, Group.PLACE, Group.OFFER, Group.DATES)  # fields in the list for people
ITEMS = ("added", "closed", "changed")  # kinds of items, in display order
OPTIONS = ("accept_zeros", "accept_old")  # check boxes on the page of a file
AS_THEY_ARE = (
    "layout",
    "ignored",
    "older",
    "notes",
    "old_values",
    "cautions",
    "zeros",
    "understood",
    "unused",
    "missing",
)


@dataclass
class Item:
    """The change to one school. `kind` is added, changed, or closed."""

    kind: str
    row: int
    uid: str
    name: str
    differences: list[Difference]


@dataclass
class Plan(Reading):
    """What an import would change. It begins as the reading of the file: its layout writes into the plan itself.

    Then `proposals` become those that still change something. They belong to `items`, in the same order.

    `effects` are the values before and after of each, for the digest.
    """

    items: list[Item] = field(default_factory=list)
    effects: list[list] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    unchanged: list[tuple[int, School]] = field(default_factory=list)
    old_values: int = 0  # websites and map points of an old state file that differ from ours

    def of(self, kind: str) -> list[Item]:
        return [item for item in self.items if item.kind == kind]

    @property
    def counts(self) -> dict[str, int]:
        return {
            **{kind: len(self.of(kind)) for kind in ("added", "changed", "closed")},
            "unchanged": len(self.unchanged),
            "ignored": len(self.ignored),
            "conflicts": self.undecided,
            "problems": len(self.problems),
        }

    @property
    def undecided(self) -> int:
        """The number of undecided conflicts."""
        return sum(not conflict.choice for conflict in self.conflicts)

    @property
    def digest(self) -> str:
        """A hash of everything the plan does, the same in every language."""
        conflicts = [[one.row, one.question, one.stored, one.choice] for one in self.conflicts]
        return agreement.digest([self.effects, conflicts], sort_keys=True, default=str)

    def as_json(self) -> dict:
        """Return the plan as stored in `ChangeSet.preview` and printed by `import_schools --json`."""
        return {
            "counts": self.counts,
            **{kind: [asdict(item) for item in self.of(kind)] for kind in ("added", "changed", "closed")},
            "unchanged": [{"row": row, "name": school.name} for row, school in self.unchanged],
            "conflicts": [asdict(conflict) for conflict in self.conflicts],
            "undecided": self.undecided,
            "problems": [asdict(problem) for problem in self.problems],
            **{name: getattr(self, name) for name in AS_THEY_ARE},
            "digest": self.digest,
        }


def can_apply(plan: dict) -> bool:
    """Return whether a plan stored by `as_json` changes anything and leaves nothing to correct or decide."""
    return any(map(plan.get, ITEMS)) and not plan["problems"] and not plan["undecided"]


def stored_items(plan: dict) -> list[Item]:
    """Return the items of a plan stored by `as_json`."""
    return [
        Item(**fields | {"differences": [Difference(**difference) for difference in fields["differences"]]})
        for kind in ITEMS
        for fields in plan.get(kind, ())
    ]


def make(
    sheet: Sheet,
    *,
    accept_zeros: bool = False,
    accept_old: bool = False,
    everything: bool = False,
    decisions: Decisions | None = None,
    progress: Progress = no_progress,
) -> Plan:
    """Return the plan for a file. Raises SheetError if no row has a header that we know.

    `accept_zeros`: restore leading zeros of state codes. `accept_old`: use websites and map points from a state file
    that is old or has no dates. `everything`: for reconciling, include conflicting values and values that look wrong.
    `decisions`: choices about conflicts (`differences.decide`).
    """
    register = Register()
    starts = ((layout, layout.header(sheet)) for layout in layouts)
    layout, start = next(((layout, start) for layout, start in starts if start is not None), (None, 0))
    if layout is None:
        raise SheetError(_why_unknown(sheet))
    plan = Plan(layout.name)
    layout(plan, sheet, start, register, accept_zeros).read()
    _check_last_row(plan, sheet, start)
    layout.sift(plan, accept_old=accept_old, everything=everything)
    plan.conflicts = settle_conflicts(plan.proposals, register, decisions or {}, everything=everything)
    broken = [one for one in plan.broken if one.school or {"street", "zip"} <= one.values.keys()]
    problems = settle([*plan.proposals, *broken], register)
    _drop_rejected(plan)
    _drop_empty(plan)
    _add_problems(plan, problems)
    _validate(plan, register, progress)
    plan.problems.sort(key=lambda problem: problem.row)
    return plan


def _is_list(sheet: Sheet) -> bool:
    """Whether this is the register's list for people: most of its columns are labels of fields."""
    labels = {School._meta.get_field(one.name).verbose_name.casefold() for one in fields_of(*LISTED)}
    cells = {values.clean(csv_cells.read(cell)).casefold() for cell in sheet.rows[0].cells} if sheet.rows else set()
    return len(labels & cells) > len(labels) / 2


def _why_unknown(sheet: Sheet) -> str:
    if _is_list(sheet):
        return _(
            "This is the list for people, which cannot be imported. In the register, use “Download to edit and import "
            "again”."
        )
    for layout in layouts:
        if columns := layout.lacking(sheet):
            has, lacks = columns
            return _("This file has %(has)s, but lacks %(lacks)s.") % {
                "has": get_text_list(has, _("and")),
                "lacks": lacks,
            }
    return _("No row has column names that we know, such as “uid” and “name”.")


def _check_last_row(plan: Plan, sheet: Sheet, start: int) -> None:
    """Add a problem if the last row is cut off, as when only part of a file arrived."""
    last = sheet.rows[-1]
    is_note = any(ignored["row"] == last.number for ignored in plan.ignored)
    if not sheet.ends and not is_note and len(last.cells) < len(sheet.rows[start].cells):
        message = _("The row ends too early. The file may be incomplete. Upload it again.")
        plan.problems.append(Problem(last.number, "", message))


def _drop_rejected(plan: Plan) -> None:
    for proposal in plan.proposals:
        if proposal.rejected:
            plan.notes.append(f"{proposal.school}: {proposal.rejected}")
            proposal.drop("address")
            proposal.drop("point")


def _drop_empty(plan: Plan) -> None:
    """Keep only proposals that change something. List the schools of the others once, even if they have two records."""
    empty = [proposal for proposal in plan.proposals if proposal.is_empty]
    plan.proposals = [proposal for proposal in plan.proposals if not proposal.is_empty]
    changed = {proposal.school and proposal.school.pk for proposal in plan.proposals}
    conflicts = {conflict.uid for conflict in plan.conflicts}
    for proposal in empty:
        school = proposal.school
        if school and school.pk not in changed and str(school.uid) not in conflicts:
            plan.unchanged.append((proposal.row, school))
            changed.add(school.pk)


def file_value(proposal: Proposal, key: str) -> str:
    """Return the file's value for the question `key`, as text to compare later."""
    values = {name: value for name, value in proposal.values.items() if key_of(name) == key}
    return json.dumps(values, sort_keys=True, default=str)


def _validate(plan: Plan, register: Register, progress: Progress) -> None:
    """Add an item for each proposal, and a problem for each value that the models refuse."""
    slugs: dict[str, int | None] = {school.slug: school.pk for school in register.schools}
    for proposal in plan.broken:
        _check(plan, proposal, slugs if proposal.school else {})  # the layout checks short names of new schools
    for number, proposal in enumerate(plan.proposals, 1):
        _check(plan, proposal, slugs)
        plan.items.append(_item(proposal, register))
        plan.effects.append(_effect(proposal, register))
        progress(number, len(plan.proposals))


def _check(plan: Plan, proposal: Proposal, slugs: dict[str, int | None]) -> None:
    """Add the validation problems of the proposed records. For a broken row, check only the cells that were read."""
    errors = _errors(proposal)
    slug, school = proposal.values.get("slug"), proposal.school.pk if proposal.school else None
    if slug and slugs.setdefault(slug, school) != school:
        errors.append(("slug", _("Another school has this short name.")))
    elif slug and school is None:
        slugs[slug] = id(proposal)
    _add_problems(plan, [Problem(proposal.row, proposal.columns.get(name, name), text) for name, text in errors])


def _add_problems(plan: Plan, problems: list[Problem]) -> None:
    """Add the problems whose row and column have none yet."""
    cells = {(problem.row, problem.column.casefold()) for problem in plan.problems}
    plan.problems += [problem for problem in problems if (problem.row, problem.column.casefold()) not in cells]


def _errors(proposal: Proposal) -> list[tuple[str, str]]:
    """Return the fields and messages that the models refuse the proposed records with, without database queries."""
    errors: list[tuple[str, str]] = []
    school = with_values(proposal.school, proposal.values)
    unknown = set()  # fields missing from a broken row of a new school
    if proposal.school is None:
        unknown = {field.name for model in (School, Campus) for field in model._meta.fields} - proposal.values.keys()
    checks = [(school, {"campus", "uid", "latest_revision", *PLACE, *unknown})]
    if proposal.school is None or proposal.values.keys() & set(PLACE):
        checks.append((Campus(**place(proposal)), {"latest_revision", *unknown}))
    if proposal.record:
        record = with_values(proposal.stored, proposal.record, StateRecord)
        checks.append((record, {"latest_revision"}))
    for instance, excluded in checks:
        try:
            instance.full_clean(exclude=excluded, validate_unique=False, validate_constraints=False)
        except ValidationError as error:
            errors += [(name, text) for name, texts in error.message_dict.items() for text in texts]
    return list(dict.fromkeys(errors))


def _item(proposal: Proposal, register: Register) -> Item:
    school, values = proposal.school, proposal.values
    changes = differences(proposal, register)
    if school is None:
        return Item("added", proposal.row, "", values.get("name", ""), changes)
    kind = "closed" if values.get("closed") and not school.closed else "changed"
    return Item(kind, proposal.row, str(school.uid), school.name, changes)


def _effect(proposal: Proposal, register: Register) -> list:
    """Return the proposal's values before and after, and of its campus where it goes."""
    record = {name: getattr(proposal.stored, name, None) for name in proposal.record}
    target, school = proposal.target, proposal.school
    last_seen = proposal.last_seen if "name" in proposal.values else ""
    before = facts(school, proposal.values, register)
    where = target and [target.campus.pk, target.values]
    return [proposal.row, school and school.uid, last_seen, before, proposal.values, record, proposal.record, where]
