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
from schools.register.snapshot import is_unchanged, record_of

from .apply import Refused, lock
from .models import BatchState, ImportBatch, ImportedRecord
from .work import PROGRESS, at_work, no_progress

# Schools first, because they refer to the others.
ORDER = ("schools.school", "schools.campus", "schools.staterecord")


@dataclass
class Undoing:
    """Names of the records that an undo restores or removes; `changed`: those changed, used, or deleted since."""

    restored: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)


def look(batch: ImportBatch, *, progress: PROGRESS = no_progress) -> Undoing:
    """Return what undoing `batch` would do."""
    preview, records = Undoing(), _records(batch)
    school_ids = {entry.key for entry in records if entry.model == ORDER[0]}
    for number, entry in enumerate(records, 1):
        stored = _stored(entry)
        is_added = entry.before is None
        if stored is None or not is_unchanged(stored, entry.after) or (is_added and _is_used(school_ids, stored)):
            preview.changed.append(entry.name)
        else:
            (preview.restored if entry.before else preview.removed).append(entry.name)
        progress(number, len(records))
    return preview


def undo(batch: ImportBatch, *, user=None, reason: str = "", progress: PROGRESS = no_progress) -> Undoing:
    """Undo `batch`. Raises Refused, with names, if a record has changed since the import."""
    with at_work(batch, progress) as report:
        lock()
        return _undo(ImportBatch.objects.get(pk=batch.pk), user, reason, report)


def _undo(batch: ImportBatch, user, reason: str, report: PROGRESS) -> Undoing:
    if batch.at is None or batch.undone_at:
        raise Refused(_("This import was not applied, or was already undone."))
    preview = look(batch, progress=lambda done, total: report(done // 2, total))  # half of the work
    if preview.changed:
        raise Refused(
            _("Someone has changed these since: %(names)s. Undo those changes first.")
            % {"names": "; ".join(preview.changed)}
        )
    note = {"reason": reason or _("The import “%(name)s” was undone.") % {"name": batch.name}, "undone": batch.pk}
    records = sorted(_records(batch), key=lambda entry: entry.before is None)
    for number, entry in enumerate(records, 1):  # restore first, so that no school uses an added campus any longer
        if entry.before:
            _restore(entry, user, note)
        else:
            _remove(entry, user, note)
        report((len(records) + number) // 2, len(records))
    batch.state, batch.undone_at, batch.undone_by = BatchState.UNDONE, timezone.now(), user
    batch.save()
    return preview


def _records(batch: ImportBatch) -> list[ImportedRecord]:
    return sorted(batch.records.all(), key=lambda entry: ORDER.index(entry.model))


def _stored(entry: ImportedRecord):
    return apps.get_model(entry.model).objects.filter(pk=entry.key).first()


def _is_used(school_ids: set[int], stored) -> bool:
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
        return stored.results.exists() or stored.school_links.exclude(school_id__in=school_ids).exists()
    return stored.schools.exclude(pk__in=school_ids).exists()


def _restore(entry: ImportedRecord, user, note: dict) -> None:
    record = record_of(apps.get_model(entry.model), entry.before)
    if record is None:
        raise Refused(_("%(name)s: the record it belonged to no longer exists.") % {"name": entry.name})
    try:
        history.save(record, user=user, **note)
    except ValidationError as error:
        raise Refused(f"{entry.name}: {' '.join(error.messages)}") from error


def _remove(entry: ImportedRecord, user, note: dict) -> None:
    stored = _stored(entry)
    log(instance=stored, action="wagtail.delete", user=user, data=note, deleted=True)
    try:
        if isinstance(stored, School):
            teams.delete(stored)
        else:
            stored.delete()
    except ProtectedError as error:
        raise Refused(
            _("%(name)s is in use: %(by)s.") % {"name": entry.name, "by": ", ".join(map(str, error.protected_objects))}
        ) from error
