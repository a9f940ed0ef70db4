"""Differences of the state's directory that an import leaves unchanged: kept earlier, old, or doubtful."""

from datetime import date
from itertools import pairwise

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import ModelLogEntry

from schools.exchange.differences import label
from schools.exchange.plan import Plan, file_value
from schools.exchange.readings import Proposal, key_of
from schools.register.models import School

from .models import KeptDifference


def sift(plan: Plan, *, accept_old: bool, everything: bool) -> None:
    """Drop differences that were decided earlier, values of an old file, and, unless `everything`, doubtful values."""
    _drop_kept(plan)
    for proposal in plan.proposals:
        for key in {key_of(name) for name in proposal.aged & proposal.values.keys()}:
            plan.old_values += 1
            if not accept_old:
                proposal.drop(key)
        if not everything:
            _drop_doubted(plan, proposal)


def _drop_kept(plan: Plan) -> None:
    """Drop differences that were decided earlier, unless the state's value has changed since."""
    kept_values = {(kept.school_id, kept.field): kept.theirs for kept in KeptDifference.objects.all()}
    count = 0
    for proposal in plan.proposals if kept_values else ():
        for key in proposal.keys if proposal.school else ():
            if kept_values.get((proposal.school.pk, key)) == file_value(proposal, key):
                proposal.drop(key)
                count += 1
    if count:
        plan.notes.append(
            ngettext(
                "%(count)d difference keeps our value, as decided earlier.",
                "%(count)d differences keep our value, as decided earlier.",
                count,
            )
            % {"count": count}
        )


def _drop_doubted(plan: Plan, proposal: Proposal) -> None:
    for name in proposal.doubted & proposal.values.keys():
        plan.notes.append(
            _("%(school)s: %(field)s stays as it is. %(why)s Decide it under State data.")
            % {"school": str(proposal.school), "field": label(key_of(name)), "why": proposal.warnings[name]}
        )
        proposal.drop(key_of(name))


def last_changed(school: School, field: str) -> date | None:
    """Return the day `field` got its current value, or None if no revision shows a change.

    Ignores undone imports and their undo.
    """
    revisions = list(school.revisions.order_by("-created_at", "-pk").only("pk", "content", "created_at"))
    notes = ModelLogEntry.objects.filter(revision__in=revisions)
    undone = {entry.data.get("undone") for entry in notes} - {None}
    void = {entry.revision_id for entry in notes if entry.data.get("undone") or entry.data.get("change") in undone}
    lasting = [revision for revision in revisions if revision.pk not in void]
    for later, earlier in pairwise(lasting):
        if later.content.get(field) != earlier.content.get(field):
            return timezone.localdate(later.created_at)
    return None
