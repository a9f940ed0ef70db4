"""Reconcile the register with the state's file: staff decide each difference once."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from . import sheets
from .apply import Refused, chosen, lock, write
from .differences import RECORD, Difference
from .models import ImportBatch, KeptDifference
from .plan import Item, make_again, theirs
from .readings import Proposal
from .work import PROGRESS, at_work

ACCEPT, KEEP, LATER = "accept", "keep", "later"
WHOLE = "added"  # the single question about a new school


@dataclass(frozen=True)
class Decision:
    """The choice about one difference; `reason` says why to keep our value."""

    choice: str = LATER
    reason: str = ""


def question(item: Item, key: str) -> str:
    """Return the question's name, which stays the same when the file is read again."""
    return f"{item.row}-{item.uid or 'new'}-{key if item.uid else WHOLE}"


def questions(items: Iterable[Item]) -> Iterator[tuple[str, Item, Difference]]:
    """Yield each question: (name, item, difference). A new school is one question, with its first difference."""
    for item in items:
        for difference in item.differences if item.uid else item.differences[:1]:
            yield question(item, difference.key), item, difference


def decided(batch: ImportBatch) -> Callable[[str], Decision]:
    """Return a function that looks up the decision on a question, for `decide`."""
    return lambda name: Decision(*batch.decisions.get(name, ()))


def remember(batch: ImportBatch, choices: dict[str, Decision]) -> None:
    """Add the choices made on one page to the batch's earlier decisions."""
    kept = {name: [one.choice, one.reason.strip()[:200]] for name, one in choices.items() if one.choice != LATER}
    others = {name: choice for name, choice in batch.decisions.items() if name not in choices}
    batch.decisions = others | kept
    ImportBatch.objects.filter(pk=batch.pk).update(decisions=batch.decisions)


def decide(
    batch: ImportBatch, decide: Callable[[str], Decision], *, user=None, reason: str, digest: str = ""
) -> dict[str, int]:
    """Apply the decision that `decide` returns for each question. Return the number of questions per choice.

    Raises Refused, as an import does.
    """
    with at_work(batch) as progress:
        lock()
        return _decide(batch, decide, user, reason, digest, progress)


def _decide(batch: ImportBatch, decide, user, reason: str, digest: str, progress: PROGRESS) -> dict[str, int]:
    if ImportBatch.objects.get(pk=batch.pk).at:
        raise Refused(_("This file has already been imported."))
    found = make_again(batch, sheets.read(batch.name, batch.data))
    if digest and digest != found.digest:
        raise Refused(_("The register has changed since this preview. Preview it again."))
    broken = {problem.row for problem in found.problems}
    counts = {ACCEPT: 0, KEEP: 0, LATER: 0}
    accepted: set[tuple[int, str]] = set()
    for item, proposal in zip(found.items, found.proposals, strict=True):
        for key in [one.key for one in item.differences] if item.uid else [WHOLE]:
            decision = decide(question(item, key))
            choice = LATER if proposal.row in broken else decision.choice
            counts[choice] += 1
            if choice == ACCEPT:
                accepted.add((id(proposal), key))
            elif choice == KEEP:
                _keep(proposal, item, key, decision.reason, user)

    def wanted(proposal: Proposal, key: str) -> bool:
        return (id(proposal), key if proposal.school else WHOLE) in accepted

    if counts[ACCEPT] + counts[KEEP] == 0:
        raise Refused(_("Nothing has been decided yet."))
    write(batch, chosen(found.proposals, wanted), found, user=user, reason=reason, progress=progress)
    return counts


def _keep(proposal: Proposal, item: Item, key: str, reason: str, user) -> None:
    if key in (RECORD, WHOLE):
        raise Refused(_("This value belongs to the state’s own record and cannot be kept different."))
    if not reason.strip():
        raise Refused(_("Give a reason to keep ours: %(school)s.") % {"school": item.name})
    shown = next(one.after for one in item.differences if one.key == key)
    KeptDifference.objects.update_or_create(
        school=proposal.school,
        field=key,
        defaults={"theirs": theirs(proposal, key), "shown": shown, "reason": reason.strip()[:200], "by": user},
    )
