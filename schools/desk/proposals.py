"""Proposals: changes that a school proposes for its record. The office approves or returns them."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools.changes import engine, kinds, verbs
from schools.changes.models import ChangeSet, State
from schools.register import history, record_fields
from schools.register.models import Campus, School

from . import decided, proposed
from .models import Decision, Proposal

OF_THE_SCHOOL = tuple(record_fields.names(changed_by=record_fields.ChangedBy.PROPOSAL))
OF_THE_CAMPUS = verbs.PLACE
FIELDS = (*OF_THE_SCHOOL, *OF_THE_CAMPUS)
A_MOVE = set(verbs.A_MOVE)


@dataclass(frozen=True)
class Row:
    """One proposed field as text: its value when it was proposed, now, and after approval."""

    name: str
    label: str
    before: str
    now: str
    after: str

    @property
    def is_stale(self) -> bool:
        """True if someone else has changed the field since."""
        return self.now not in (self.before, self.after)


def record_with_field(school, name: str):
    """Return the record that has the field: the school or its campus."""
    return school if name in OF_THE_SCHOOL else school.campus


def field_of(name: str):
    return (School if name in OF_THE_SCHOOL else Campus)._meta.get_field(name)


def current_values(school) -> dict:
    """Return the current values of all fields that a school can propose to change."""
    return {name: getattr(record_with_field(school, name), name) for name in FIELDS}


def to_json(value):
    """Return the value as JSON stores it."""
    return value.isoformat() if isinstance(value, date) else value


def proposed_values(proposal) -> dict:
    """Return the proposed values as Python objects."""
    return {name: field_of(name).to_python(change["after"]) for name, change in proposal.changes.items()}


def rows(proposal) -> list[Row]:
    result = []
    for name in FIELDS:
        if name in proposal.changes:
            field, change = field_of(name), proposal.changes[name]
            old_text, new_text = (_text(name, change[key]) for key in ("before", "after"))
            current_text = history.text(record_with_field(proposal.school, name), name)
            result.append(Row(name, history.label(field), old_text, current_text, new_text))
    return result


def _text(name: str, value) -> str:
    record = (School if name in OF_THE_SCHOOL else Campus)(**{name: field_of(name).to_python(value)})
    return history.text(record, name)


def sharing_campus(proposal) -> str:
    """Return the names of the other schools of the campus, if the proposal changes what belongs to it."""
    school = proposal.school
    others = school.campus.schools.exclude(pk=school.pk) if proposal.changes.keys() & set(OF_THE_CAMPUS) else ()
    return "; ".join(other.name for other in others)


def propose(school, user, values: dict, reason: str) -> Proposal:
    """Save a proposal with those of `values` that differ from the record."""
    record_values = current_values(school)
    changes = {
        name: {"before": to_json(record_values[name]), "after": to_json(value)}
        for name, value in values.items()
        if value != record_values[name]
    }
    proposal = Proposal.objects.create(school=school, by=user, changes=changes, reason=reason)
    transaction.on_commit(lambda: proposed.send_robust(Proposal, proposal=proposal))
    return proposal


@transaction.atomic
def approve(proposal, user, values: dict, comment: str, keeps_place: bool = False) -> list[str]:
    """Change the record to `values`, and return notes for the office about what else to do.

    `keeps_place` means that only the spelling of the address is corrected. Raises Refused if the record would not be
    valid.
    """
    for name in values:
        proposal.changes[name] = {**proposal.changes[name], "after": to_json(values[name])}
    decide(proposal, Decision.APPROVED, user, comment)
    reason = _("Proposed: %(reason)s") % {"reason": proposal.reason}
    change_set = ChangeSet.objects.create(
        kind=Approval.name,
        state=State.CHECKED,
        name=str(proposal.school)[:200],
        data={"proposal": proposal.pk, "school": proposal.school_id, "keeps_place": keeps_place},
        by=user,
    )
    return engine.apply(change_set, user=user, reason=Truncator(reason).chars(200))["notes"]


class Approval(kinds.Kind):
    """The change of a record by an approved proposal."""

    name, label, url_name = "proposal", gettext_lazy("Approved proposal"), "school_desk_approval"
    waits = False

    def make(self, change):
        data, recorder = change.change_set.data, change.recorder
        proposal = Proposal.objects.select_related("school__campus").get(pk=data["proposal"])
        recorder.reason = _("Proposed: %(reason)s") % {"reason": proposal.reason}
        school, values = proposal.school, proposed_values(proposal)
        address = {name: value for name, value in values.items() if name in OF_THE_CAMPUS}
        notes = []
        if any(value != getattr(school.campus, name) for name, value in address.items()):
            notes += verbs.move([school], address, recorder, keeps_place=data["keeps_place"])
        for name in set(values) - {*address, "name"}:
            setattr(school, name, values[name])
        if values.get("name", school.name) != school.name:
            verbs.rename(school, values["name"], last_seen=timezone.localdate(), source=_("The school itself"))
        recorder.save(school)
        return engine.described(change.change_set) | {"notes": notes}


def warn_of_waiting(school) -> list[str]:
    """Return warnings for the office before `school` closes."""
    if school.proposals.filter(status=Decision.WAITING).exists():
        return [_("A proposal from the school is still waiting for a decision.")]
    return []


def decide(proposal, status: Decision, user, comment: str = "") -> None:
    """Record what became of the proposal, with a comment for the school."""
    proposal.status, proposal.comment = status, comment
    proposal.decided_by, proposal.decided_at = user, timezone.now()
    proposal.save()
    if status != Decision.WITHDRAWN:
        transaction.on_commit(lambda: decided.send_robust(Proposal, proposal=proposal))
