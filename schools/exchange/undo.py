"""Takes an import back: everything is as it was before, or nothing is done and the names of who stands against it are
told."""

from dataclasses import dataclass, field

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from schools import history
from schools.models import BatchState, ImportBatch, ImportedRecord, School, StateRecord

from .apply import Refused, lock
from .snapshot import record_of, snapshot

ORDER = ("schools.school", "schools.campus", "schools.staterecord")  # nobody points at what comes later any more


@dataclass
class Undoing:
    """`restored` and `removed` are names; `changed` those that somebody has changed, used or deleted since."""

    restored: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)


def look(batch: ImportBatch) -> Undoing:
    """What taking `batch` back would do."""
    found = Undoing()
    for kept in _records(batch):
        stored = _stored(kept)
        if stored is None or snapshot(stored) != kept.after or (kept.before is None and _is_used(batch, stored)):
            found.changed.append(kept.name)
        else:
            (found.restored if kept.before else found.removed).append(kept.name)
    return found


@transaction.atomic
def undo(batch: ImportBatch, *, user=None, reason: str = "") -> Undoing:
    """Raises Refused, with names, if a record is not as the import left it."""
    lock()
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.at is None or batch.undone_at:
        raise Refused(_("This import was not done, or was taken back before."))
    found = look(batch)
    if found.changed:
        raise Refused(
            _("Somebody has changed since: %(names)s. Take those changes back first.")
            % {"names": "; ".join(found.changed)}
        )
    note = {"reason": reason or _("The import “%(name)s” was taken back.") % {"name": batch.name}, "undone": batch.pk}
    records = _records(batch)
    for kept in records:  # first what was there: schools go back to campuses that were never away
        if kept.before:
            _restore(kept, user, note)
    try:
        for kept in records:
            if kept.before is None:
                stored = _stored(kept)
                log(instance=stored, action="wagtail.delete", user=user, data=note, deleted=True)
                stored.delete()
    except ProtectedError as error:
        raise Refused(
            _("%(name)s is in use: %(by)s.") % {"name": kept.name, "by": ", ".join(map(str, error.protected_objects))}
        ) from error
    batch.state, batch.undone_at, batch.undone_by = BatchState.UNDONE, timezone.now(), user
    batch.save()
    return found


def _records(batch: ImportBatch) -> list[ImportedRecord]:
    return sorted(batch.records.all(), key=lambda kept: ORDER.index(kept.model))


def _stored(kept: ImportedRecord):
    return apps.get_model(kept.model).objects.filter(pk=kept.key).first()


def _is_used(batch: ImportBatch, stored) -> bool:
    """Whether something else has come to hang on what the import added."""
    own = set(batch.records.filter(model="schools.school").values_list("key", flat=True))
    if isinstance(stored, School):
        return any(
            getattr(stored, name).exists()
            for name in (
                "pages",
                "story_links",
                "earlier_schools",
                "predecessors",
                "mistake_reports",
                "kept_differences",
            )
        )
    if isinstance(stored, StateRecord):
        return stored.results.exists() or stored.school_links.exclude(school_id__in=own).exists()
    return stored.schools.exclude(pk__in=own).exists()


def _restore(kept: ImportedRecord, user, note: dict) -> None:
    record = record_of(apps.get_model(kept.model), kept.before)
    if record is None:
        raise Refused(_("%(name)s: what it belonged to is not there any more.") % {"name": kept.name})
    try:
        if isinstance(record, StateRecord):
            record.full_clean()
            record.save()
            log(instance=record, action="wagtail.edit", user=user, data=note)
        else:
            data = {name: value for name, value in note.items() if name != "reason"}
            history.save(record, user=user, reason=note["reason"], **data)
    except ValidationError as error:
        raise Refused(f"{kept.name}: {' '.join(error.messages)}") from error
