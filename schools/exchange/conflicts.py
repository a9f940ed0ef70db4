"""What the sender of a file and somebody else changed to different values since the file was downloaded.

Compares the values then (`Proposal.base`), now, and in the file. Cells that the sender did not touch propose nothing
(`layout`); what only the sender changed is an ordinary proposal. The rest are conflicts: the register's value stays
unless somebody chooses the file's. Fields that are one question (`differences.GROUPS`) are in conflict together.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from schools.register import history

from .differences import GROUPS, label, present, proposed
from .lookup import Register
from .models import ImportBatch
from .readings import Proposal

KEEP, REPLACE = "keep", "replace"
CHOICES = (KEEP, REPLACE)
Decisions = dict[str, list[str]]  # by question: one of CHOICES, and the value of now that it was made about


@dataclass(frozen=True)
class Conflict:
    """One question about one school. `then`, `now` and `file` are the three values as people read them; `choice` is
    KEEP, REPLACE, or empty until somebody decides."""

    row: int
    uid: str
    name: str
    key: str
    label: str
    then: str
    now: str
    file: str
    choice: str = ""

    @property
    def question(self) -> str:
        """The name of the question, the same when the file is read again."""
        return f"{self.uid}-{self.key}"


def settle_conflicts(proposals: Iterable[Proposal], register: Register, decisions: Decisions) -> list[Conflict]:
    """Takes out of `proposals` what is in conflict, except what `decisions` replace."""
    found = []
    for proposal in proposals:
        for key in _disputed(proposal):
            mine = _of_key(proposal.base, key, proposal.stale) | _of_key(proposal.values, key)
            conflict = _conflict(proposal, key, mine, register, decisions)
            others = {name: value for name, value in proposal.values.items() if GROUPS.get(name, name) != key}
            proposal.values = others | mine if conflict.choice == REPLACE else others
            found.append(conflict)
    return found


def warn_of_conflicts(proposals: Iterable[Proposal], register: Register) -> None:
    """Leaves what is in conflict in `proposals`, with a warning: for pages that ask about each difference anyway."""
    for proposal in proposals:
        for key in _disputed(proposal):
            mine = _of_key(proposal.base, key, proposal.stale) | _of_key(proposal.values, key)
            then = _conflict(proposal, key, mine, register, {}).then
            proposal.values |= mine
            proposal.warnings[next(iter(mine))] = _(
                "Somebody changed this since the file was downloaded. It was: %(then)s"
            ) % {"then": then}


def decide(batch: ImportBatch, choices: dict[str, str]) -> None:
    """Keeps what was chosen, by question, about the conflicts of the batch's plan. Anything else is left out."""
    for conflict in stored(batch.plan):
        if choices.get(conflict.question) in CHOICES:
            batch.decisions[conflict.question] = [choices[conflict.question], conflict.now]
    ImportBatch.objects.filter(pk=batch.pk).update(decisions=batch.decisions)


def decide_all(found: Iterable[Conflict], choice: str) -> Decisions:
    """The same choice about all of `found`."""
    return {conflict.question: [choice, conflict.now] for conflict in found}


def stored(plan: dict) -> list[Conflict]:
    """The conflicts of a plan that `Plan.as_json` made."""
    return [Conflict(**one) for one in plan.get("conflicts", ())]


def _disputed(proposal: Proposal) -> list[str]:
    """The questions that both sides answered anew, and not alike."""
    moved = {GROUPS.get(name, name) for name in proposal.moved}
    return [key for key in dict.fromkeys(GROUPS.get(name, name) for name in proposal.values) if key in moved]


def _of_key(values: dict, key: str, only: Iterable[str] | None = None) -> dict:
    names = values if only is None else values.keys() & set(only)
    return {name: values[name] for name in names if GROUPS.get(name, name) == key}


def _conflict(proposal: Proposal, key: str, mine: dict, register: Register, decisions: Decisions) -> Conflict:
    school, now = proposal.school, present(key, proposal.school, register)
    then = proposed(key, replace(proposal, values=_of_key(proposal.base, key)), register)
    file = proposed(key, replace(proposal, values=mine), register)
    uid = str(school.uid)
    found = Conflict(proposal.row, uid, school.name, key, label(key), then or history.NOTHING, now, file)
    choice, about = decisions.get(found.question, ("", ""))
    return replace(found, choice=choice) if about == now else found
