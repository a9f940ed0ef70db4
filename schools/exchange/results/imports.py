"""Receive, apply, and undo files of results. Each change is in one transaction: all of it, or nothing."""

from collections import defaultdict
from typing import IO

from django.apps import apps
from django.utils import timezone
from django.utils.translation import gettext as _

from schools.exchange.apply import applying
from schools.exchange.models import BatchPurpose, BatchState, ImportBatch, ImportedRecord
from schools.exchange.undo import Undoing, refuse_changed, undoing
from schools.register.agreement import Outdated, Refused, check
from schools.register.changes import touch
from schools.register.models import School, StateRecord
from schools.results.models import AREA_CODES, AreaResult, Result

from . import changes
from .upload import read

COMPARED = ("value", "count", "source")


def receive(name: str, file: IO[bytes], *, user=None) -> ImportBatch:
    """Create a batch with the figures of the file and its preview. Raises SheetError if it cannot be read."""
    upload = read(file, changes.levels())
    batch = ImportBatch(name=name[:200], by=user, purpose=BatchPurpose.RESULTS, sha256=upload.sha256)
    batch.layout, batch.data = upload.layout.name, changes.dump(list(upload.figures.values()))
    problems = [vars(problem) for problem in upload.problems]
    batch.plan = {"lines": upload.lines, "problems": problems, "label": str(upload.layout.label)}
    preview(batch)
    return batch


def preview(batch: ImportBatch) -> None:
    """Compare the figures with the results again, and save the preview."""
    figures = changes.load(batch.data)
    found = changes.compare(figures)
    rows = changes.as_rows(found)
    added = sum(row["kind"] == "added" for row in rows)
    batch.plan |= {
        "changes": rows,
        "digest": changes.digest(found),
        "counts": {
            "added": added,
            "changed": len(rows) - added,
            "unchanged": len(figures) - len(rows),
            "problems": len(batch.plan["problems"]),
        },
    }
    batch.state = BatchState.CHECKED
    batch.save()


def apply(batch: ImportBatch, *, user=None, reason: str, digest: str) -> None:
    """Import the batch. Raises Refused if it was imported before, has problems, or would no longer do the same."""
    with applying(batch):
        if batch.plan["problems"]:
            raise Refused(_("The file has problems. Correct them and upload it again."))
        found = changes.compare(changes.load(batch.data))
        if not found:
            raise Outdated
        check(digest, changes.digest(found))
        _write(batch, found)
        batch.state, batch.reason, batch.by, batch.at = BatchState.APPLIED, reason, user, timezone.now()
        batch.content = None
        batch.save()


def _write(batch: ImportBatch, found: list[changes.Change]) -> None:
    codes = {change.figure.code for change in found} - AREA_CODES.keys()
    records = dict(StateRecord.objects.filter(cds_code__in=codes).values_list("cds_code", "pk"))
    if codes - records.keys():
        raise Outdated
    before: dict[int, dict] = {}
    added, changed = defaultdict(list), defaultdict(list)
    for change in found:
        result = change.stored
        if result is None:
            result = changes.instance_of(change.figure, records)
            added[type(result)].append(result)
            continue
        before[id(result)] = _values(result)
        for name in COMPARED:
            setattr(result, name, getattr(change.figure, name))
        changed[type(result)].append(result)
    for model in (Result, AreaResult):
        model.objects.bulk_create(added[model])
        model.objects.bulk_update(changed[model], COMPARED, batch_size=500)
    written = [result for by_model in (added, changed) for results in by_model.values() for result in results]
    ImportedRecord.objects.bulk_create(
        ImportedRecord(
            batch=batch,
            model=result._meta.label_lower,
            key=result.pk,
            name=str(result)[:200],
            before=before.get(id(result)),
            after=_values(result),
        )
        for result in written
    )
    touch(School.objects.filter(record_links__record__in=records.values()))


def _values(result: Result | AreaResult) -> dict:
    """Return the values of a result that an import can change, for `ImportedRecord`."""
    value = None if result.value is None else format(result.value.normalize(), "f")
    return {"value": value, "count": result.count, "source": result.source}


def look(batch: ImportBatch, **_options) -> Undoing:
    """Return what undoing `batch` would do."""
    result = Undoing()
    _note(batch, result)
    return result


def _note(batch: ImportBatch, result: Undoing) -> None:
    for entry, stored in _entries(batch):
        if stored is None or _values(stored) != entry.after:
            result.changed.append(entry.name)
        else:
            (result.restored if entry.before else result.removed).append(entry.name)


def undo(batch: ImportBatch, *, user=None, reason: str = "", **_options) -> Undoing:
    """Undo `batch`. Raises Refused, with names, if a result has changed since the import."""
    with undoing(batch, user) as (stored_batch, result, _report):
        _note(batch, result)
        refuse_changed(result.changed)
        _take_back(batch)
        stored_batch.plan["undo_reason"] = reason
    return result


def _take_back(batch: ImportBatch) -> None:
    records, removed, restored = set(), defaultdict(list), defaultdict(list)
    for entry, stored in _entries(batch):
        records |= {stored.record_id} if isinstance(stored, Result) else set()
        if entry.before is None:
            removed[type(stored)].append(stored.pk)
            continue
        for name, value in entry.before.items():
            setattr(stored, name, value)
        restored[type(stored)].append(stored)
    for model in (Result, AreaResult):
        model.objects.filter(pk__in=removed[model]).delete()
        model.objects.bulk_update(restored[model], COMPARED, batch_size=500)
    touch(School.objects.filter(record_links__record__in=records))


def _entries(batch: ImportBatch):
    """Yield each record of the batch with the result as it is now, or None."""
    entries = list(batch.records.all())
    keys = defaultdict(set)
    for entry in entries:
        keys[entry.model].add(entry.key)
    stored = {label: apps.get_model(label).objects.in_bulk(keys[label]) for label in keys}
    for entry in entries:
        yield entry, stored[entry.model].get(entry.key)
