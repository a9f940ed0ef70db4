"""Conflicts: values that both the file's sender and someone else changed, differently, since the file was downloaded.

Compares three values: at download (`Proposal.base`), now, and in the file. A cell that the sender did not change
proposes nothing (`layout`). A value that only the sender changed is an ordinary proposal. The rest are conflicts: the
register's value stays unless someone chooses the file's. Fields that form one question (`readings.GROUPS`) are in
conflict together.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from schools.changes import agreement
from schools.register import history

from .differences import current_text, facts, label, proposed_text
from .lookup import Register
from .models import Upload
from .readings import Proposal, key_of

KEEP, REPLACE = "keep", "replace"
CHOICES = (KEEP, REPLACE)
Decisions = dict[str, list[str]]  # by question: one of CHOICES, and the `stored` of the conflict at that time


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
        for key in _disputed(proposal):
            file_values = _file_values(proposal, key)
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


def _disputed(proposal: Proposal) -> list[str]:
    """Return the questions on which the register and the file have different new values."""
    moved = {*map(key_of, proposal.moved)}
    return [key for key in proposal.keys if key in moved]


def _of_key(values: dict, key: str) -> dict:
    return {name: value for name, value in values.items() if key_of(name) == key}


def _file_values(proposal: Proposal, key: str) -> dict:
    """Return all values of the question `key` in the file, also those that its sender did not change."""
    stale = {name: value for name, value in proposal.base.items() if name in proposal.stale}
    return _of_key(stale | proposal.values, key)


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
