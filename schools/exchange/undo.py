"""Undo an import: restore everything, or change nothing and name the records that prevent it."""

from dataclasses import dataclass, field

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from schools.register import history, teams
from schools.register.log import log
from schools.register.models import School, StateRecord
from schools.register.snapshot import record_of, snapshot

from .apply import Refused, lock
from .models import BatchState, ImportBatch, ImportedRecord
from .work import PROGRESS, at_work, nobody

# Schools first, because they refer to the others.
ORDER = ("schools.school", "schools.campus", "schools.staterecord")


@dataclass
class Undoing:
    """Names of the records that an undo restores or removes; `changed`: those changed, used, or deleted since."""

    restored: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)


def look(batch: ImportBatch, *, progress: PROGRESS = nobody) -> Undoing:
    """Return what undoing `batch` would do."""
    found, records = Undoing(), _records(batch)
    own = {kept.key for kept in records if kept.model == ORDER[0]}
    for number, kept in enumerate(records, 1):
        stored = _stored(kept)
        if stored is None or snapshot(stored) != kept.after or (kept.before is None and _is_used(own, stored)):
            found.changed.append(kept.name)
        else:
            (found.restored if kept.before else found.removed).append(kept.name)
        progress(number, len(records))
    return found


def undo(batch: ImportBatch, *, user=None, reason: str = "", progress: PROGRESS = nobody) -> Undoing:
    """Undo `batch`. Raises Refused, with names, if a record has changed since the import."""
    with at_work(batch, progress) as tell:
        lock()
        return _undo(ImportBatch.objects.get(pk=batch.pk), user, reason, tell)


def _undo(batch: ImportBatch, user, reason: str, tell: PROGRESS) -> Undoing:
    if batch.at is None or batch.undone_at:
        raise Refused(_("This import was not applied, or was already undone."))
    found = look(batch, progress=lambda done, total: tell(done // 2, total))  # half of the work
    if found.changed:
        raise Refused(
            _("Someone has changed these since: %(names)s. Undo those changes first.")
            % {"names": "; ".join(found.changed)}
        )
    note = {"reason": reason or _("The import “%(name)s” was undone.") % {"name": batch.name}, "undone": batch.pk}
    records = sorted(_records(batch), key=lambda kept: kept.before is None)
    for number, kept in enumerate(records, 1):  # restore first, so that no school uses an added campus any longer
        if kept.before:
            _restore(kept, user, note)
        else:
            _remove(kept, user, note)
        tell((len(records) + number) // 2, len(records))
    batch.state, batch.undone_at, batch.undone_by = BatchState.UNDONE, timezone.now(), user
    batch.save()
    return found


def _records(batch: ImportBatch) -> list[ImportedRecord]:
    return sorted(batch.records.all(), key=lambda kept: ORDER.index(kept.model))


def _stored(kept: ImportedRecord):
    return apps.get_model(kept.model).objects.filter(pk=kept.key).first()


def _is_used(own: set[int], stored) -> bool:
    """Whether anything besides the import's `own` schools now refers to the added record `stored`."""
    if isinstance(stored, School):
        return bool(teams.used(stored)) or any(
            getattr(stored, name).exists()
            for name in (
                "pages",
                "story_links",
                "earlier_schools",
                "predecessors",
                "mistake_reports",
                "kept_differences",
                "notices",
                "postings",
                "proposals",
                "confirmations",
            )
        )
    if isinstance(stored, StateRecord):
        return stored.results.exists() or stored.school_links.exclude(school_id__in=own).exists()
    return stored.schools.exclude(pk__in=own).exists()


def _restore(kept: ImportedRecord, user, note: dict) -> None:
    record = record_of(apps.get_model(kept.model), kept.before)
    if record is None:
        raise Refused(_("%(name)s: the record it belonged to no longer exists.") % {"name": kept.name})
    try:
        history.save(record, user=user, **note)
    except ValidationError as error:
        raise Refused(f"{kept.name}: {' '.join(error.messages)}") from error


def _remove(kept: ImportedRecord, user, note: dict) -> None:
    stored = _stored(kept)
    log(instance=stored, action="wagtail.delete", user=user, data=note, deleted=True)
    try:
        if isinstance(stored, School):
            teams.delete(stored)
        else:
            stored.delete()
    except ProtectedError as error:
        raise Refused(
            _("%(name)s is in use: %(by)s.") % {"name": kept.name, "by": ", ".join(map(str, error.protected_objects))}
        ) from error
