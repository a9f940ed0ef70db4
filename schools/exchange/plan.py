"""Preview an import. Nothing is written here."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schools.register.models import Campus, School, StateRecord

from . import edits, layout, pubschls
from .campuses import Settlement, place, settle
from .conflicts import Conflict, Decisions, settle_conflicts, warn_of_conflicts
from .differences import GROUPS, Difference, changed, differences, label
from .lookup import Register
from .models import BatchPurpose, ImportBatch, KeptDifference
from .readings import PLACE, Problem, Proposal, Reading
from .sheets import Sheet, SheetError

LAYOUTS = {one.NAME: one for one in (edits, pubschls, layout)}  # the first that recognizes the header is used
ITEMS = ("added", "closed", "changed")  # kinds of items, in display order
EVERY = 500  # rows between progress reports


@dataclass
class Item:
    """The change to one school. `kind` is added, changed, or closed."""

    kind: str
    row: int
    uid: str
    name: str
    differences: list[Difference]


@dataclass
class Plan:
    """What an import would change. `proposals` belong to `items`, in the same order."""

    reading: Reading
    items: list[Item] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    settlement: Settlement = field(default_factory=Settlement)
    notes: list[str] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    old_values: int = 0  # websites and map points of an old state file that differ from ours

    def of(self, kind: str) -> list[Item]:
        return [item for item in self.items if item.kind == kind]

    @property
    def counts(self) -> dict[str, int]:
        return {
            **{kind: len(self.of(kind)) for kind in ("added", "changed", "closed")},
            "unchanged": len(self.reading.unchanged),
            "ignored": len(self.reading.ignored),
            "conflicts": len(self.conflicts),
            "problems": len(self.problems),
        }

    @property
    def undecided(self) -> int:
        """The number of undecided conflicts."""
        return sum(not conflict.choice for conflict in self.conflicts)

    @property
    def digest(self) -> str:
        """A hash of everything the plan does. Compare only plans in the same language."""
        told = [*(asdict(one) for one in (*self.items, *self.conflicts)), self.reading.seen]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()

    def as_json(self) -> dict:
        """Return the plan as stored in `ImportBatch.plan` and printed by `import_schools --json`."""
        return {
            "layout": self.reading.layout,
            "counts": self.counts,
            **{kind: [asdict(item) for item in self.of(kind)] for kind in ("added", "changed", "closed")},
            "unchanged": [{"row": row, "name": school.name} for row, school in self.reading.unchanged],
            "ignored": [asdict(one) for one in self.reading.ignored],
            "conflicts": [asdict(one) for one in self.conflicts],
            "undecided": self.undecided,
            "problems": [asdict(one) for one in self.problems],
            "cautions": self.reading.cautions,
            "notes": self.notes,
            "zeros": self.reading.zeros,
            "old_values": self.old_values,
            "understood": self.reading.understood,
            "unused": self.reading.unused,
            "missing": self.reading.missing,
            "digest": self.digest,
            "language": translation.get_language(),
        }


def stored_items(plan: dict) -> list[Item]:
    """Return the items of a plan stored by `as_json`."""
    return [
        Item(**one | {"differences": [Difference(**difference) for difference in one["differences"]]})
        for kind in ITEMS
        for one in plan.get(kind, ())
    ]


def make(
    sheet: Sheet,
    *,
    accept_zeros: bool = False,
    accept_old: bool = False,
    everything: bool = False,
    decisions: Decisions | None = None,
    register: Register | None = None,
    progress: Callable[[int, int], None] = lambda done, all: None,
) -> Plan:
    """Return the plan for a file. Raises SheetError if no row has a header that we know.

    `accept_zeros`: restore leading zeros of CDS codes. `accept_old`: use websites and map points from a state file
    that is old or has no dates. `everything`: for reconciling, include conflicting values and values that look wrong.
    `decisions`: choices about conflicts (`conflicts.decide`).
    """
    register = register or Register()
    for one in LAYOUTS.values():
        start = one.header(sheet)
        if start is not None:
            break
    else:
        raise SheetError(_why_unknown(sheet))
    reading = one.read(sheet, start, register, accept_zeros=accept_zeros)
    made = Plan(reading, problems=list(reading.problems), notes=list(reading.notes))
    _refuse_part(made, sheet, start)
    proposals = reading.proposals
    if reading.layout == pubschls.NAME:
        proposals = _without_aged(made, _without_kept(made, proposals), accept_old)
        if not everything:
            proposals = _without_doubted(made, proposals)
    if everything:
        warn_of_conflicts(proposals, register)
    else:
        made.conflicts = settle_conflicts(proposals, register, decisions or {})
        proposals = _wanting(made, proposals)
    placed = [*proposals, *filter(_has_place, reading.broken)]
    made.settlement = settle(placed, register, closed_follow=reading.layout == pubschls.NAME)
    if made.settlement.left:
        proposals = _without_left(made, proposals)
    _add_problems(made, made.settlement.problems)
    _validate(made, proposals, register, progress)
    made.problems.sort(key=lambda problem: problem.row)
    touched = {str(proposal.school.uid) for proposal in proposals if proposal.school}
    touched |= {conflict.uid for conflict in made.conflicts}
    still = {school.pk: (row, school) for row, school in reversed(reading.unchanged) if str(school.uid) not in touched}
    reading.unchanged = sorted(still.values(), key=lambda found: found[0])  # list a school with two records once
    return made


def make_again(batch: ImportBatch, sheet: Sheet, **options) -> Plan:
    """Return the current plan for `batch`, in the language of its preview, so that the digests can be compared."""
    with translation.override(batch.plan.get("language") or translation.get_language()):
        return make(sheet, **choices_of(batch), **options)


def choices_of(batch: ImportBatch) -> dict:
    """Return the options chosen on the page of `batch`, as arguments for `make`."""
    return {
        "accept_zeros": batch.accept_zeros,
        "accept_old": batch.accept_old,
        "everything": batch.purpose == BatchPurpose.RECONCILE,
        "decisions": batch.decisions,
    }


def _why_unknown(sheet: Sheet) -> str:
    for one in (pubschls, layout):
        if found := one.lacking(sheet):
            has, lacks = found
            return _("This file has %(has)s, but lacks %(lacks)s.") % {
                "has": get_text_list(has, _("and")),
                "lacks": lacks,
            }
    return _("No row has column names that we know, ours (uid, name, …) or the state’s (CDSCode, …).")


def _refuse_part(made: Plan, sheet: Sheet, start: int) -> None:
    """Add a problem if the last row is cut off, as when only part of a file arrived."""
    last = sheet.rows[-1]
    is_note = any(one.row == last.number for one in made.reading.ignored)
    if not sheet.ends and not is_note and len(last.cells) < len(sheet.rows[start].cells):
        why = _("The row ends too early. The file may be incomplete. Upload it again.")
        made.problems.append(Problem(last.number, "", why))


def _without_kept(made: Plan, proposals: list[Proposal]) -> list[Proposal]:
    """Drop differences that were decided earlier, unless the state's value has changed since."""
    kept = {(one.school_id, one.field): one.theirs for one in KeptDifference.objects.all()}
    count = 0
    for proposal in proposals:
        for key in {GROUPS.get(name, name) for name in proposal.values} if proposal.school and kept else ():
            if kept.get((proposal.school.pk, key)) == theirs(proposal, key):
                _drop(proposal, key)
                count += 1
    if count:
        made.notes.append(
            ngettext(
                "%(count)d difference stays as ours, as decided earlier.",
                "%(count)d differences stay as ours, as decided earlier.",
                count,
            )
            % {"count": count}
        )
    return _wanting(made, proposals)


def _without_aged(made: Plan, proposals: list[Proposal], accept_old: bool) -> list[Proposal]:
    for proposal in proposals:
        for key in {GROUPS.get(name, name) for name in proposal.aged & proposal.values.keys()}:
            made.old_values += 1
            if not accept_old:
                _drop(proposal, key)
    return _wanting(made, proposals)


def _without_doubted(made: Plan, proposals: list[Proposal]) -> list[Proposal]:
    for proposal in proposals:
        for name in proposal.doubted:
            made.notes.append(
                _("%(school)s: %(field)s stays as it is. %(why)s Reconcile will ask about it.")
                % {
                    "school": proposal.school.name,
                    "field": label(GROUPS.get(name, name)),
                    "why": proposal.warnings[name],
                }
            )
            _drop(proposal, GROUPS.get(name, name))
    return _wanting(made, proposals)


def _without_left(made: Plan, proposals: list[Proposal]) -> list[Proposal]:
    for proposal in proposals:
        if why := made.settlement.left.get(id(proposal)):
            made.notes.append(f"{proposal.school.name}: {why}")
            for name in set(PLACE) & proposal.values.keys():
                del proposal.values[name]
    return _wanting(made, proposals)


def _drop(proposal: Proposal, key: str) -> None:
    proposal.values = {name: value for name, value in proposal.values.items() if GROUPS.get(name, name) != key}


def _wanting(made: Plan, proposals: list[Proposal]) -> list[Proposal]:
    """Return the proposals that still change something. A new date of the state's update alone does not count."""
    found = []
    for proposal in proposals:
        if proposal.values or proposal.record.keys() - {"updated"}:
            found.append(proposal)
        else:
            made.reading.unchanged.append((proposal.row, proposal.school))
    return found


def theirs(proposal: Proposal, key: str) -> str:
    """Return the file's value for the question `key`, as text to compare later."""
    found = {name: value for name, value in proposal.values.items() if GROUPS.get(name, name) == key}
    return json.dumps(found, sort_keys=True, default=str)


def _validate(made: Plan, proposals: list[Proposal], register: Register, progress) -> None:
    """Add an item for each proposal, and a problem for each value that the models refuse."""
    slugs = {school.slug: school.pk for school in register.schools}
    for proposal in made.reading.broken:
        _check(made, proposal, slugs if proposal.school else {})  # the layout checks short names of new schools
    for number, proposal in enumerate(proposals):
        if number % EVERY == 0:
            progress(number, len(proposals))
        _check(made, proposal, slugs)
        made.items.append(_item(proposal, made.settlement, register))
        made.proposals.append(proposal)
    progress(len(proposals), len(proposals))


def _check(made: Plan, proposal: Proposal, slugs: dict[str, int]) -> None:
    """Add the validation problems of the proposed records. For a broken row, check only the cells that were read."""
    errors = _errors(proposal)
    slug, school = proposal.values.get("slug"), proposal.school and proposal.school.pk
    if slug and slugs.setdefault(slug, school) != school:
        errors.setdefault("slug", []).append(_("Another school has this short name."))
    elif slug and school is None:
        slugs[slug] = id(proposal)
    columns = proposal.columns
    _add_problems(
        made,
        [Problem(proposal.row, columns.get(name, name), text) for name, texts in errors.items() for text in texts],
    )


def _add_problems(made: Plan, problems: list[Problem]) -> None:
    """Add the problems whose row and column have none yet."""
    told = {(one.row, one.column.casefold()) for one in made.problems}
    made.problems += [one for one in problems if (one.row, one.column.casefold()) not in told]


def _has_place(proposal: Proposal) -> bool:
    return proposal.school is not None or {"street", "zip"} <= proposal.values.keys()


def _errors(proposal: Proposal) -> dict[str, list[str]]:
    """Return the models' validation errors for the proposed records, without database queries."""
    found: dict[str, list[str]] = {}
    school = changed(proposal.school, proposal.values)
    unknown = set()  # fields missing from a broken row of a new school
    if proposal.school is None:
        unknown = {field.name for one in (School, Campus) for field in one._meta.fields} - proposal.values.keys()
    checks = [(school, {"campus", "uid", "latest_revision", *PLACE, *unknown})]
    if proposal.school is None or proposal.values.keys() & set(PLACE):
        checks.append((Campus(**place(proposal)), {"latest_revision", *unknown}))
    if proposal.record:
        record = changed(proposal.stored, proposal.record, StateRecord)
        checks.append((record, {"latest_revision"}))
    for instance, excluded in checks:
        for check in (lambda: instance.clean_fields(exclude=excluded), instance.clean):  # noqa: B023 (called at once)
            try:
                check()
            except ValidationError as error:
                for name, texts in error.message_dict.items():
                    found.setdefault(name, []).extend(text for text in texts if text not in found.get(name, []))
    return found


def _item(proposal: Proposal, settlement: Settlement, register: Register) -> Item:
    school, values = proposal.school, proposal.values
    found = differences(proposal, settlement, register)
    if school is None:
        return Item("added", proposal.row, "", values.get("name", ""), found)
    kind = "closed" if values.get("closed") and not school.closed else "changed"
    return Item(kind, proposal.row, str(school.uid), school.name, found)
