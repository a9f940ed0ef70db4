"""What changed in a record of the register: who, when, why, field by field, from its revisions."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models, transaction
from django.utils.formats import date_format
from django.utils.text import capfirst
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import get_all_child_relations
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, Revision

NOTHING = "—"
OF_ITSELF = {"id", "uid", "changed", "latest_revision", "x", "y", "z"}  # set by code, told to nobody


@dataclass(frozen=True)
class Difference:
    """One field, before and after, as people read it. `name` is the field's."""

    name: str
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Step:
    """One revision: what it changed, who made it (their name; empty for a command) and why."""

    revision: Revision
    who: str
    reason: str
    differences: list[Difference]


def remember(record) -> None:
    """Keeps what the database says of `record` as its first revision if it has none, to compare what comes with."""
    if record.latest_revision_id is None:
        stored = type(record).objects.get(pk=record.pk)
        stored.save_revision(clean=False)
        record.latest_revision = stored.latest_revision


@transaction.atomic
def save(record, *, user=None, reason: str = "", **data) -> Revision:
    """Saves `record`, which was in the database before, and a revision of it. The log keeps `reason` and `data`.

    Raises ValidationError if the record may not be like that.
    """
    record.full_clean()
    remember(record)
    record.save()
    revision = record.save_revision(user=user, clean=False)
    log(instance=record, action="wagtail.edit", user=user, revision=revision, data={"reason": reason, **data})
    return revision


def differences(before, after) -> list[Difference]:
    """What two states of one record differ in, in the order of the model's fields; then its lists."""
    found = []
    for name, label in fields(type(after)):
        old, new = text(before, name), text(after, name)
        if old != new:
            found.append(Difference(name, label, old, new))
    return found


def fields(model: type[models.Model]) -> Iterator[tuple[str, str]]:
    """Name and label of everything that is kept of `model`: its fields, then its lists."""
    for field in (*model._meta.concrete_fields, *model._meta.many_to_many):
        if field.name not in OF_ITSELF:
            yield field.name, label(field)
    for relation in get_all_child_relations(model):
        yield relation.get_accessor_name(), capfirst(str(relation.related_model._meta.verbose_name_plural))


def label(field) -> str:
    return capfirst(str(field.verbose_name))


def text(record, name: str) -> str:
    """The field `name` as people read it: dates and choices in the active language, a list with commas."""
    display = getattr(record, f"get_{name}_display", None)
    if display:
        return str(display()) or NOTHING
    field = record._meta.get_field(name)
    if isinstance(field, ParentalManyToManyField) or field.one_to_many:
        return ", ".join(map(str, getattr(record, name).all())) or NOTHING
    value = getattr(record, name)
    if isinstance(value, list):
        labels = dict(field.base_field.choices or ())
        return ", ".join(str(labels.get(one, one)) for one in value) or NOTHING
    if field.get_internal_type() == "DateField" and value:
        return date_format(value)
    return NOTHING if value in (None, "") else str(value)


def steps(record, limit: int | None = None) -> list[Step]:
    """The history of `record`, the newest first; the last is what it began with, and differs in nothing."""
    revisions = list(record.revisions.select_related("user").order_by("-created_at", "-pk")[: limit and limit + 1])
    notes = ModelLogEntry.objects.filter(revision__in=revisions).order_by("timestamp")
    reasons = {entry.revision_id: entry.data.get("reason", "") for entry in notes}
    states = [revision.as_object() for revision in revisions]
    found = []
    for n, (revision, state) in enumerate(zip(revisions, states, strict=True)):
        changed = differences(states[n + 1], state) if n + 1 < len(states) else []
        who = (revision.user.get_full_name() or revision.user.get_username()) if revision.user else ""
        found.append(Step(revision, who, reasons.get(revision.pk, ""), changed))
    return found[:limit]
