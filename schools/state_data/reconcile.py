"""Reconcile the register with the state's directory, as a kind of change: staff decide each difference once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools.changes import agreement
from schools.changes.agreement import Refused
from schools.exchange.differences import RECORD, Difference
from schools.exchange.models import Upload
from schools.exchange.plan import Item, Plan, file_value
from schools.exchange.readings import Proposal
from schools.exchange.uploads import Import, import_proposals

from .models import KeptDifference

RECONCILE = "reconcile"
ACCEPT, KEEP, LATER = "accept", "keep", "later"
Decisions = Mapping[str, Sequence[str]]  # by question: one of these, and the reason to keep our value
WHOLE = "added"  # the single question about a new school


def question(item: Item, key: str) -> str:
    """Return the question's name, which stays the same when the file is read again."""
    return f"{item.row}-{item.uid or 'new'}-{key if item.uid else WHOLE}"


def questions(items: Iterable[Item]) -> Iterator[tuple[str, Item, Difference]]:
    """Yield each question: (name, item, difference). A new school is one question, with its first difference."""
    for item in items:
        for difference in item.differences if item.uid else item.differences[:1]:
            yield question(item, difference.key), item, difference


def remember(upload: Upload, choices: Decisions) -> None:
    """Add the choices made on one page to the earlier decisions."""
    decisions = upload.decisions | {name: [choice, why.strip()[:200]] for name, (choice, why) in choices.items()}
    upload.decisions = {name: decision for name, decision in decisions.items() if decision[0] in (ACCEPT, KEEP)}
    upload.save(update_fields=["decisions"])


def accepted(plan: Plan, upload: Upload, user) -> list[Proposal]:
    """Reduce the proposals to what was accepted, and keep our values where that was decided. Return those that remain.

    Raises Refused.
    """
    broken = {problem.row for problem in plan.problems}
    is_decided = False
    for item, proposal in zip(plan.items, plan.proposals, strict=True):
        decisions = {} if proposal.row in broken else upload.decisions
        for key in [difference.key for difference in item.differences] if item.uid else [WHOLE]:
            choice, reason = decisions.get(question(item, key), (LATER, ""))
            is_decided |= choice != LATER
            if choice == KEEP:
                _keep(proposal, item, key, reason, user)
            if choice != ACCEPT:
                _drop(proposal, key)
    if not is_decided:
        raise Refused(_("Nothing has been decided yet. Decide at least one difference."))
    return [proposal for proposal in plan.proposals if proposal.values or proposal.record]


def _drop(proposal: Proposal, key: str) -> None:
    if key in (RECORD, WHOLE):
        proposal.record = {}
    if key == WHOLE:
        proposal.values = {}
    else:
        proposal.drop(key)


def _keep(proposal: Proposal, item: Item, key: str, reason: str, user) -> None:
    if key in (RECORD, WHOLE):
        raise Refused(_("This value comes from the state record, so you can’t keep a different one."))
    if not reason.strip():
        raise Refused(_("Give a reason to keep ours: %(school)s.") % {"school": item.name})
    display = next(difference.after for difference in item.differences if difference.key == key)
    KeptDifference.objects.update_or_create(
        school=proposal.school,
        field=key,
        defaults={"theirs": file_value(proposal, key), "shown": display, "reason": reason.strip()[:200], "by": user},
    )


def digest(plan_digest: str, upload: Upload) -> str:
    """Return the digest of the plan and of the decisions on all pages."""
    return agreement.digest([plan_digest, upload.decisions], sort_keys=True)


class Reconcile(Import):
    """The state's directory. Staff decide each difference."""

    name, label, url_name = RECONCILE, gettext_lazy("Reconcile"), "schools_reconcile"
    everything = True

    def size(self, change_set):
        return sum(choice == ACCEPT for choice, _why in change_set.upload.decisions.values())

    def apply(self, change):
        plan, upload = self.plan(change), change.change_set.upload
        change.check(digest(plan.digest, upload))
        preview = plan.as_json()  # before the proposals are reduced to what was accepted
        import_proposals(change, accepted(plan, upload, change.user))
        return preview
