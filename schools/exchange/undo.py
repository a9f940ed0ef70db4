"""Undo an import: restore everything, or change nothing and name the records that prevent it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from schools.register import teams
from schools.register.agreement import Refused
from schools.register.following import together
from schools.register.models import Campus, School, StateRecord
from schools.register.queries import stored
from schools.register.recording import Recording
from schools.register.snapshot import is_unchanged, restore

from .apply import lock
from .models import BatchState, ImportBatch, ImportedRecord
from .work import PROGRESS, at_work, chunks, no_progress

# Schools first, because they refer to the others.
ORDER = SCHOOL, CAMPUS, STATE_RECORD = ("schools.school", "schools.campus", "schools.staterecord")
# By what others refer to a school.
OF_A_SCHOOL = (
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


@dataclass
class Undoing:
    """Names of the records that an undo restores or removes; `changed`: those changed, used, or deleted since."""

    restored: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)


def look(batch: ImportBatch, *, progress: PROGRESS = no_progress) -> Undoing:
    """Return what undoing `batch` would do."""
    result, records = Undoing(), _records(batch)
    used = _used(records)
    for number, (entry, record) in enumerate(_with_records(records), 1):
        _note(result, entry, record, used)
        progress(number, len(records))
    return result


def _note(result: Undoing, entry: ImportedRecord, record, used: set[tuple[str, int]]) -> None:
    if record is None or not is_unchanged(record, entry.after) or (entry.model, entry.key) in used:
        result.changed.append(entry.name)
    else:
        (result.restored if entry.before else result.removed).append(entry.name)


@contextmanager
def undoing(
    batch: ImportBatch, user, progress: PROGRESS = no_progress
) -> Iterator[tuple[ImportBatch, Undoing, PROGRESS]]:
    """Open the transaction in which `batch`, read again, is undone. Raises Refused if it cannot be."""
    with at_work(batch, progress) as report:
        lock()
        batch = ImportBatch.objects.get(pk=batch.pk)
        if batch.at is None or batch.undone_at:
            raise Refused(_("This import was not applied, or was already undone."))
        yield batch, Undoing(), report
        batch.state, batch.undone_at, batch.undone_by = BatchState.UNDONE, timezone.now(), user
        batch.save()


def refuse_changed(names: list[str]) -> None:
    """Raise Refused if someone has changed anything since the import: the `names`."""
    if names:
        text = _("Someone has changed these since: %(names)s. Undo those changes first.")
        raise Refused(text % {"names": "; ".join(names)})


def undo(batch: ImportBatch, *, user=None, reason: str = "", progress: PROGRESS = no_progress) -> Undoing:
    """Undo `batch`. Raises Refused, with names, if a record has changed since the import."""
    with undoing(batch, user, progress) as (stored_batch, result, report):
        _undo(stored_batch, result, user, reason, report)
    return result


def _undo(batch: ImportBatch, result: Undoing, user, reason: str, report: PROGRESS) -> None:
    reason = reason or _("The import “%(name)s” was undone.") % {"name": batch.name}
    recording = Recording(user=user, reason=reason, undone=batch.pk)
    records = _records(batch)
    added, used = [entry for entry in records if entry.before is None], _used(records)
    done, total = 0, len(records) + len(added)
    for chunk in chunks(records):
        with together():
            for entry, record in _with_records(chunk):
                _note(result, entry, record, used)
                if entry.before and not result.changed:
                    _restore(entry, record, entry.before, recording)
                done += 1
                report(done, total)
            recording.write()
    refuse_changed(result.changed)  # what was restored until then is rolled back
    for label in ORDER:  # last, because no school may use an added campus any longer
        for chunk in chunks([entry for entry in added if entry.model == label]):
            _remove(apps.get_model(label), [entry.key for entry in chunk], recording)
            done += len(chunk)
            report(done, total)


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


def _used(records: list[ImportedRecord]) -> set[tuple[str, int]]:
    """Return the model and key of each added record to which anything besides the import's own schools now refers."""
    used: set[tuple[str, int]] = set()
    others = School.objects.exclude(pk__in=[entry.key for entry in records if entry.model == SCHOOL])
    for chunk in chunks([entry for entry in records if entry.before is None]):
        keys = {label: [entry.key for entry in chunk if entry.model == label] for label in ORDER}
        schools = School.objects.filter(pk__in=keys[SCHOOL])
        used |= {(SCHOOL, key) for key in teams.used(schools)}
        campuses = Campus.objects.filter(pk__in=keys[CAMPUS], schools__in=others)
        state_records = StateRecord.objects.filter(pk__in=keys[STATE_RECORD])
        for label, records_in_use in (
            *((SCHOOL, schools.filter(**{f"{name}__isnull": False})) for name in OF_A_SCHOOL),
            (SCHOOL, schools.filter(planned_changes__isnull=False, planned_changes__ended_at__isnull=True)),
            (CAMPUS, campuses),
            (STATE_RECORD, state_records.filter(results__isnull=False)),
            (STATE_RECORD, state_records.filter(school_links__school__in=others)),
        ):
            used |= {(label, key) for key in records_in_use.values_list("pk", flat=True)}
    return used


def _restore(entry: ImportedRecord, record, before: dict, recording: Recording) -> None:
    recording.keep(record)
    changed = restore(record, before, entry.after)
    if changed is None:
        raise Refused(_("%(name)s: the record it belonged to no longer exists.") % {"name": entry.name})
    try:
        record.full_clean(exclude=_unconcerned(record, changed))
    except ValidationError as error:
        raise Refused(f"{entry.name}: {' '.join(error.messages)}") from error
    recording.save(record)


def _unconcerned(record, changed: set[str]) -> set[str]:
    """Return the fields of `record` that neither changed nor must be unique together with one that did."""
    together = [set(rule.fields) for rule in record._meta.total_unique_constraints if changed & set(rule.fields)]
    return {field.name for field in record._meta.fields} - changed.union(*together)


def _remove(model: Any, keys: list[int], recording: Recording) -> None:
    records = model.objects.filter(pk__in=keys)
    for record in records:
        recording.delete(record)
    recording.write()
    try:
        if model is School:
            teams.delete(records)
        else:
            with together():
                records.delete()
    except ProtectedError as error:
        names = {
            str(getattr(one, field.name))
            for one in error.protected_objects
            for field in one._meta.fields
            if field.related_model is model
        }
        raise Refused(
            _("%(name)s is in use: %(by)s.")
            % {"name": ", ".join(sorted(names)), "by": ", ".join(map(str, error.protected_objects))}
        ) from error
