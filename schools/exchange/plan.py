"""What an import would do: the dry run. Nothing is written here."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schools.register import history
from schools.register.models import Campus, School, StateRecord

from . import edits, layout, pubschls
from .campuses import Settlement, place, settle
from .lookup import Register
from .models import ImportBatch, KeptDifference
from .readings import PLACE, Problem, Proposal, Reading
from .sheets import Sheet, SheetError

LAYOUTS = {one.NAME: one for one in (edits, pubschls, layout)}  # the first that knows the header
RECORD = "record"  # the key of what changes in the state's record
POINT = ("latitude", "longitude")
GROUPS = {  # fields that are one question
    **dict.fromkeys(("street", "city", "state", "zip", "area"), "address"),
    **dict.fromkeys(POINT, "point"),
    **dict.fromkeys(("lowest_grade", "highest_grade"), "grades"),
    **dict.fromkeys(("name", "record_name"), "name"),
}
ITEMS = ("added", "closed", "changed")  # kinds of them, in the order in which people read them
EVERY = 500  # rows between two reports of progress


@dataclass(frozen=True)
class Difference:
    """One question: `key` names it, `before` and `after` as people read them; `how` says what else follows. An import
    leaves what is not `taken`."""

    key: str
    label: str
    before: str
    after: str
    warning: str = ""
    how: str = ""
    taken: bool = True


@dataclass
class Item:
    """What happens to one school. `kind` is added, changed or closed."""

    kind: str
    row: int
    uid: str
    name: str
    differences: list[Difference]


@dataclass
class Plan:
    """`proposals` are those of `items`, in the same order; `settlement` says whose address changes."""

    reading: Reading
    items: list[Item] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    settlement: Settlement = field(default_factory=Settlement)
    notes: list[str] = field(default_factory=list)

    def of(self, kind: str) -> list[Item]:
        return [item for item in self.items if item.kind == kind]

    @property
    def counts(self) -> dict[str, int]:
        return {
            **{kind: len(self.of(kind)) for kind in ("added", "changed", "closed")},
            "unchanged": len(self.reading.unchanged),
            "ignored": len(self.reading.ignored),
            "problems": len(self.problems),
        }

    @property
    def digest(self) -> str:
        """Two plans in one language with the same digest do the same."""
        told = [*(asdict(item) for item in self.items), self.reading.seen]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()

    def as_json(self) -> dict:
        """All of it, as `import_schools --json` prints it."""
        return {
            "layout": self.reading.layout,
            "counts": self.counts,
            **{kind: [asdict(item) for item in self.of(kind)] for kind in ("added", "changed", "closed")},
            "unchanged": [{"row": row, "name": school.name} for row, school in self.reading.unchanged],
            "ignored": [asdict(one) for one in self.reading.ignored],
            "problems": [asdict(one) for one in self.problems],
            "notes": self.notes,
            "zeros": self.reading.zeros,
            "understood": self.reading.understood,
            "unused": self.reading.unused,
            "missing": self.reading.missing,
            "digest": self.digest,
            "language": translation.get_language(),
        }


def stored_items(plan: dict) -> list[Item]:
    """The items of a plan that `as_json` made."""
    return [
        Item(**one | {"differences": [Difference(**difference) for difference in one["differences"]]})
        for kind in ITEMS
        for one in plan.get(kind, ())
    ]


def make(
    sheet: Sheet,
    *,
    accept_zeros: bool = False,
    everything: bool = False,
    register: Register | None = None,
    progress: Callable[[int, int], None] = lambda done, all: None,
) -> Plan:
    """What the file would change. Raises SheetError if it has no header that we know.

    `everything`: also what an import leaves because it looks wrong, as the reconcile page asks.
    """
    register = register or Register()
    for one in LAYOUTS.values():
        start = one.header(sheet)
        if start is not None:
            break
    else:
        raise SheetError(
            _("No row names columns that we know: neither ours (uid, name, …) nor the state’s (CDSCode, …).")
        )
    reading = one.read(sheet, start, register, accept_zeros=accept_zeros)
    made = Plan(reading, problems=list(reading.problems), notes=list(reading.notes))
    _refuse_part(made, sheet, start)
    proposals = reading.proposals
    if reading.layout == pubschls.NAME:
        proposals = _without_kept(made, proposals)
        if not everything:
            proposals = _without_doubted(made, proposals)
    made.settlement = settle(proposals, register, closed_follow=reading.layout == pubschls.NAME)
    if made.settlement.left:
        proposals = _without_left(made, proposals)
    made.problems += made.settlement.problems
    _validate(made, proposals, register, progress)
    made.problems.sort(key=lambda problem: problem.row)
    touched = {proposal.school.pk for proposal in proposals if proposal.school}
    still = {school.pk: (row, school) for row, school in reversed(reading.unchanged) if school.pk not in touched}
    reading.unchanged = sorted(still.values(), key=lambda found: found[0])  # a school of two records is one
    return made


def make_again(batch: ImportBatch, sheet: Sheet, **options) -> Plan:
    """What `batch` would do now, in the language in which it was looked at, so that the digests can be compared."""
    with translation.override(batch.plan.get("language") or translation.get_language()):
        return make(sheet, accept_zeros=batch.accept_zeros, **options)


def _refuse_part(made: Plan, sheet: Sheet, start: int) -> None:
    """A last row that ends before its time is what is left when only a part of a file arrived."""
    last = sheet.rows[-1]
    is_note = any(one.row == last.number for one in made.reading.ignored)
    if not sheet.ends and not is_note and len(last.cells) < len(sheet.rows[start].cells):
        why = _("The row ends too early. Perhaps only a part of the file arrived: send it again.")
        made.problems.append(Problem(last.number, "", why))


def _without_kept(made: Plan, proposals: list[Proposal]) -> list[Proposal]:
    """Leaves out what was decided before, while the state says the same."""
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
                "%(count)d difference stays ours, as was decided before.",
                "%(count)d differences stay ours, as was decided before.",
                count,
            )
            % {"count": count}
        )
    return _wanting(made, proposals)


def _without_doubted(made: Plan, proposals: list[Proposal]) -> list[Proposal]:
    for proposal in proposals:
        for name in proposal.doubted:
            made.notes.append(
                _("%(school)s: %(field)s stays as it is. %(why)s Reconcile asks about it.")
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
    """Those that still want something; what only the day of the state's update is left of, wants nothing."""
    found = []
    for proposal in proposals:
        if proposal.values or proposal.record.keys() - {"updated"}:
            found.append(proposal)
        else:
            made.reading.unchanged.append((proposal.row, proposal.school))
    return found


def theirs(proposal: Proposal, key: str) -> str:
    """The value that the file has for the question `key`, as text that can be compared later."""
    found = {name: value for name, value in proposal.values.items() if GROUPS.get(name, name) == key}
    return json.dumps(found, sort_keys=True, default=str)


def _validate(made: Plan, proposals: list[Proposal], register: Register, progress) -> None:
    """Makes an item of each proposal, and problems of what the register's own rules refuse."""
    slugs = {school.slug: school.pk for school in register.schools}
    for number, proposal in enumerate(proposals):
        if number % EVERY == 0:
            progress(number, len(proposals))
        errors = _errors(proposal, made.settlement)
        slug = proposal.values.get("slug")
        if slug and slugs.setdefault(slug, proposal.school and proposal.school.pk) != (
            proposal.school and proposal.school.pk
        ):
            errors.setdefault("slug", []).append(_("Another school has this short name."))
        elif slug and proposal.school is None:
            slugs[slug] = id(proposal)
        for name, texts in errors.items():
            made.problems += [Problem(proposal.row, proposal.columns.get(name, name), text) for text in texts]
        made.items.append(_item(proposal, made.settlement, register))
        made.proposals.append(proposal)
    progress(len(proposals), len(proposals))


def _errors(proposal: Proposal, settlement: Settlement) -> dict[str, list[str]]:
    """What the models say against the record as it would be, without asking the database."""
    found: dict[str, list[str]] = {}
    school = changed(proposal.school, proposal.values)
    checks = [(school, {"campus", "uid", "latest_revision", *PLACE})]
    if proposal.school is None or proposal.values.keys() & set(PLACE):
        checks.append((Campus(**place(proposal)), {"latest_revision"}))
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


def changed(stored, values: dict, model=School):
    """A copy of `stored`, or a new one, with those of `values` that are its own columns."""
    names = {column.attname for column in model._meta.concrete_fields if not column.generated}
    found = {name: getattr(stored, name) for name in names} if stored else {}
    return model(**found | {name: value for name, value in values.items() if name in names})


def label(key: str) -> str:
    """What people call the question `key`."""
    fixed = {
        "address": _("Address"),
        "point": _("On the map"),
        "grades": _("Grades"),
        "codes": _("State records"),
        "name": _("Name"),
        RECORD: _("State record"),
    }
    return fixed.get(key) or capfirst(str(School._meta.get_field(key).verbose_name))


def _item(proposal: Proposal, settlement: Settlement, register: Register) -> Item:
    school, values = proposal.school, proposal.values
    keys = list(dict.fromkeys(GROUPS.get(name, name) for name in values))
    differences = [_difference(key, proposal, settlement, register) for key in keys]
    if proposal.record and school:
        differences.append(_of_record(proposal))
    if school is None:
        return Item("added", proposal.row, "", values.get("name", ""), differences)
    kind = "closed" if values.get("closed") and not school.closed else "changed"
    return Item(kind, proposal.row, str(school.uid), school.name, differences)


def _difference(key: str, proposal: Proposal, settlement: Settlement, register: Register) -> Difference:
    school = proposal.school
    warning = " ".join(
        text for name, text in proposal.warnings.items() if GROUPS.get(name, name) == key and name in proposal.values
    )
    how = settlement.words.get(id(proposal), "") if key in ("address", "point") else ""
    if key == "name" and school:
        how = _("“%(name)s” becomes a former name, last seen in %(month)s.") % {
            "name": school.name,
            "month": f"{proposal.last_seen:%Y-%m}",
        }
    before = _shown(key, school, school, register) if school else ""
    return Difference(key, label(key), before, _after(key, proposal, register), warning, how)


def _after(key: str, proposal: Proposal, register: Register) -> str:
    if key == "codes":
        return ", ".join(proposal.values[key]) or history.NOTHING
    if key == "programs":
        return register.names_of(proposal.values[key]) or history.NOTHING
    return _shown(key, changed(proposal.school, proposal.values), proposal.school, register, place(proposal))


def _shown(key: str, state: School, school: School | None, register: Register, at: dict | None = None) -> str:
    """What `state`, a state of `school`, says to the question `key`, as people read it."""
    at = at or {name: getattr(school.campus, name) for name in PLACE}
    if key == "address":
        area = f" ({at['area']})" if at["area"] else ""
        return f"{at['street']}, {at['city']}, {at['state']} {at['zip']}{area}"
    if key == "point":
        return ", ".join(f"{at[name]}" for name in POINT if at[name] is not None) or history.NOTHING
    if key == "grades":
        return state.grades
    if key == "codes":
        return ", ".join(register.codes(school)) or history.NOTHING
    if key == "programs":
        return register.names_of(register.programs[school.pk]) or history.NOTHING
    return history.text(state, key)


def _of_record(proposal: Proposal) -> Difference:
    new = changed(proposal.stored, proposal.record, StateRecord)
    found = history.differences(proposal.stored, new)
    before, after = ("; ".join(f"{one.label}: {getattr(one, side)}" for one in found) for side in ("before", "after"))
    return Difference(RECORD, f"{label(RECORD)} {proposal.code}", before, after)
