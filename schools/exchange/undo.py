"""Undo an import: restore everything, or change nothing and name the records that prevent it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from schools.register import history, teams
from schools.register.following import together
from schools.register.log import log
from schools.register.models import School, StateRecord
from schools.register.snapshot import is_unchanged, record_of
from schools.register.stored import stored

from .apply import Refused, lock
from .models import BatchState, ImportBatch, ImportedRecord
from .work import PROGRESS, at_work, chunks, no_progress

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
    for number, (entry, record) in enumerate(_with_records(records), 1):
        is_added = entry.before is None
        if record is None or not is_unchanged(record, entry.after) or (is_added and _is_used(school_ids, record)):
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
    records, done = _records(batch), count(len(preview.restored) + len(preview.removed) + 1)
    for chunk in chunks([entry for entry in records if entry.before]):
        with together():
            for entry in chunk:
                _restore(entry, user, note)
                report(next(done) // 2, len(records))
    for entry in records:  # last, because no school may use an added campus any longer
        if entry.before is None:
            _remove(entry, user, note)
            report(next(done) // 2, len(records))
    batch.state, batch.undone_at, batch.undone_by = BatchState.UNDONE, timezone.now(), user
    batch.save()
    return preview


def _records(batch: ImportBatch) -> list[ImportedRecord]:
    return sorted(batch.records.all(), key=lambda entry: ORDER.index(entry.model))


def _with_records(entries: list[ImportedRecord]) -> Iterator[tuple[ImportedRecord, Any]]:
    """Yield each entry with its record as it is stored now, or None."""
    for chunk in chunks(entries):
        records = {
            label: stored(apps.get_model(label), [entry.key for entry in chunk if entry.model == label])
            for label in ORDER
        }
        for entry in chunk:
            yield entry, records[entry.model].get(entry.key)


def _is_used(school_ids: set[int], record) -> bool:
    """Whether anything besides the import's own schools now refers to the added `record`."""
    if isinstance(record, School):
        return bool(teams.used(record)) or any(
            getattr(record, name).exists()
            for name in (
                "pages",
                "story_links",
                "earlier_schools",
                "predecessors",
                "mistake_reports",
                "kept_differences",
                "notices",
                "postings",
                "sign_offs",
                "proposals",
                "confirmations",
            )
        )
    if isinstance(record, StateRecord):
        return record.results.exists() or record.school_links.exclude(school_id__in=school_ids).exists()
    return record.schools.exclude(pk__in=school_ids).exists()


def _restore(entry: ImportedRecord, user, note: dict) -> None:
    record = record_of(apps.get_model(entry.model), entry.before)
    if record is None:
        raise Refused(_("%(name)s: the record it belonged to no longer exists.") % {"name": entry.name})
    try:
        history.save(record, user=user, **note)
    except ValidationError as error:
        raise Refused(f"{entry.name}: {' '.join(error.messages)}") from error


def _remove(entry: ImportedRecord, user, note: dict) -> None:
    record = apps.get_model(entry.model).objects.get(pk=entry.key)
    log(instance=record, action="wagtail.delete", user=user, data=note, deleted=True)
    try:
        if isinstance(record, School):
            teams.delete(record)
        else:
            record.delete()
    except ProtectedError as error:
        raise Refused(
            _("%(name)s is in use: %(by)s.") % {"name": entry.name, "by": ", ".join(map(str, error.protected_objects))}
        ) from error
