"""Differences between a school and a proposal, as questions for people to decide, and conflicts.

A conflict is a value that both the file's sender and someone else changed, differently, since the file was downloaded:
at download it was `Proposal.base`. The register's value stays unless someone chooses the file's. Fields that form one
question (`readings.GROUPS`) are in conflict together.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools.changes import agreement
from schools.changes.verbs import POINT
from schools.register import history
from schools.register.models import NextSchool, School, StateRecord

from .campuses import place
from .lookup import Register
from .models import Upload
from .readings import PLACE, Proposal, key_of

KEEP, REPLACE = "keep", "replace"
CHOICES = (KEEP, REPLACE)
Decisions = dict[str, list[str]]  # by question: one of CHOICES, and the `stored` of the conflict at that time
RECORD = "record"  # key of the question about the state record
LABELS = {  # of questions that are not about one field
    "address": gettext_lazy("Address"),
    "point": gettext_lazy("On the map"),
    "grades": gettext_lazy("Grades"),
    "codes": gettext_lazy("State records"),
    "name": gettext_lazy("Name"),
    "next_schools": NextSchool._meta.verbose_name_plural,
    RECORD: gettext_lazy("State record"),
}


@dataclass(frozen=True)
class Difference:
    """One question, identified by `key`. `before` and `after` are display text; `how` names other consequences."""

    key: str
    label: str
    before: str
    after: str
    warning: str = ""
    how: str = ""


def with_values(stored, values: dict, model=School):
    """Return a copy of `stored`, or a new instance, with the `values` that are columns of its model."""
    names = {column.attname for column in model._meta.concrete_fields if not column.generated}
    current = {name: getattr(stored, name) for name in names} if stored else {}
    return model(**current | {name: value for name, value in values.items() if name in names})


def facts(school: School | None, names: Iterable[str], register: Register) -> dict[str, Any]:
    """Return what the register says now of the fields `names` of a proposal, the same in every language."""
    if school is None:
        return {}
    lists = {"codes": register.codes, "programs": register.programs, "next_schools": register.next_keys}
    return {
        name: lists[name](school) if name in lists else getattr(school.campus if name in PLACE else school, name, None)
        for name in names
    }


def label(key: str) -> str:
    """Return the display name of the question `key`."""
    return capfirst(str(LABELS.get(key) or School._meta.get_field(key).verbose_name))


def differences(proposal: Proposal, register: Register) -> list[Difference]:
    """Return one difference for each question in `proposal`, the state record last."""
    state = with_values(proposal.school, proposal.values)
    result = [_difference(key, proposal, state, register) for key in proposal.keys]
    return [*result, _record_difference(proposal)] if proposal.record and proposal.school else result


def _difference(key: str, proposal: Proposal, state: School, register: Register) -> Difference:
    school = proposal.school
    warning = " ".join(
        text for name, text in proposal.warnings.items() if key_of(name) == key and name in proposal.values
    )
    how = proposal.how if key in ("address", "point") else ""
    if key == "name" and school:
        how = _("“%(name)s” becomes a former name, last seen in %(month)s.") % {
            "name": school.name,
            "month": f"{proposal.last_seen:%Y-%m}",
        }
    before = current_text(key, school, register) if school else ""
    after = _text(key, proposal.values, state, place(proposal), register)
    return Difference(key, label(key), before, after, warning, how)


def current_text(key: str, school: School, register: Register) -> str:
    """Return the register's value for the question `key`, as display text."""
    return _text(key, facts(school, [key], register), school, facts(school, PLACE, register), register)


def proposed_text(key: str, proposal: Proposal, register: Register) -> str:
    """Return the proposed value for the question `key`, as display text."""
    state = with_values(proposal.school, proposal.values)
    return _text(key, proposal.values, state, place(proposal), register)


def _text(key: str, values: dict, state: School, address: dict, register: Register) -> str:
    """Return the value for the question `key`: in `values` if it is a list, else of the school `state`."""
    lists = {"codes": ", ".join, "programs": register.names_of, "next_schools": register.school_names}
    if key in lists:
        return lists[key](values[key] or []) or history.NOTHING
    if key == "address":
        area = f" ({address['area']})" if address["area"] else ""
        return f"{address['street']}, {address['city']}, {address['state']} {address['zip']}{area}"
    if key == "point":
        return ", ".join(f"{address[name]}" for name in POINT if address[name] is not None) or history.NOTHING
    if key == "grades":
        return state.grades
    if key == "phone":
        return state.phone_text or history.NOTHING
    return history.text(state, key)


def _record_difference(proposal: Proposal) -> Difference:
    new = with_values(proposal.stored, proposal.record, StateRecord)
    changes = history.differences(proposal.stored, new)
    before, after = (
        "; ".join(f"{change.label}: {getattr(change, side)}" for change in changes) for side in ("before", "after")
    )
    return Difference(RECORD, f"{label(RECORD)} {proposal.code}", before, after)


@dataclass(frozen=True)
class Conflict:
    """One question about one school.

    `then`, `now`, and `file` are the three values as display text. `stored` tells whether the register's value changes.
    `choice` is KEEP, REPLACE, or empty if undecided.
    """

    row: int
    uid: str
    name: str
    key: str
    label: str
    then: str
    now: str
    file: str
    stored: str
    choice: str = ""

    @property
    def question(self) -> str:
        """The question's name, which stays the same when the file is read again."""
        return f"{self.uid}-{self.key}"


def settle_conflicts(
    proposals: Iterable[Proposal], register: Register, decisions: Decisions, *, everything: bool
) -> list[Conflict]:
    """Remove conflicting values from `proposals`, except those that `decisions` accept. Return all conflicts.

    `everything`: keep them all, with a warning, for pages that ask about each difference anyway.
    """
    conflicts = []
    for proposal in proposals:
        moved = {*map(key_of, proposal.moved)}
        for key in [key for key in proposal.keys if key in moved]:
            # Those that the sender did not change, too.
            stale = {name: value for name, value in proposal.base.items() if name in proposal.stale}
            file_values = _of_key(stale | proposal.values, key)
            conflict = _conflict(proposal, key, file_values, register, decisions)
            if not everything:
                conflicts.append(conflict)
                proposal.drop(key)
            if everything or conflict.choice == REPLACE:
                proposal.values |= file_values
            if everything:
                text = _("Someone changed this after the file was downloaded. Before that, it was: %(then)s")
                proposal.warnings[next(iter(file_values))] = text % {"then": conflict.then}
    return conflicts


def decide(upload: Upload, preview: dict, choices: dict[str, str]) -> None:
    """Save the `choices`, by question, about conflicts in the preview. Ignores all other keys and values."""
    for conflict in stored_conflicts(preview):
        if choices.get(conflict.question) in CHOICES:
            upload.decisions[conflict.question] = [choices[conflict.question], conflict.stored]
    upload.save(update_fields=["decisions"])


def decide_all(conflicts: Iterable[Conflict], choice: str) -> Decisions:
    """Return decisions that make the same choice about all `conflicts`."""
    return {conflict.question: [choice, conflict.stored] for conflict in conflicts}


def stored_conflicts(plan: dict) -> list[Conflict]:
    """Return the conflicts of a plan stored by `Plan.as_json`."""
    return [Conflict(**fields) for fields in plan.get("conflicts", ())]


def _of_key(values: dict, key: str) -> dict:
    return {name: value for name, value in values.items() if key_of(name) == key}


def _conflict(proposal: Proposal, key: str, file_values: dict, register: Register, decisions: Decisions) -> Conflict:
    school, base = proposal.school, _of_key(proposal.base, key)
    conflict = Conflict(
        proposal.row,
        str(school.uid),
        school.name,
        key,
        label(key),
        then=proposed_text(key, replace(proposal, values=base), register) or history.NOTHING,
        now=current_text(key, school, register),
        file=proposed_text(key, replace(proposal, values=file_values), register),
        stored=agreement.digest(facts(school, base, register), sort_keys=True, default=str),
    )
    choice, stored = decisions.get(conflict.question, ("", ""))
    return replace(conflict, choice=choice) if stored == conflict.stored else conflict
