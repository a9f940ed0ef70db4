"""Files of results as a kind of change."""

from dataclasses import asdict
from typing import IO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools.changes import jobs, kinds
from schools.changes.engine import Change
from schools.changes.models import ChangeSet
from schools.exchange.models import Upload
from schools.register import agreement
from schools.register.agreement import Outdated, Refused
from schools.results.models import AREA_CODES

from . import figures
from .upload import read

RESULTS = "results"


def receive(name: str, file: IO[bytes], *, user=None) -> ChangeSet:
    """Create a change with the figures of the file and its preview. Raises SheetError if it cannot be read."""
    parsed = read(file, figures.levels())
    data = {
        "layout": parsed.layout.name,
        "label": str(parsed.layout.label),
        "lines": parsed.lines,
        "problems": [vars(problem) for problem in parsed.problems],
    }
    change_set = ChangeSet.objects.create(kind=RESULTS, name=name[:200], by=user, data=data)
    upload = Upload(change_set=change_set, sha256=parsed.sha256)
    upload.data = figures.dump(list(parsed.figures.values()))
    upload.save()
    jobs.look(change_set)
    return change_set


class Results(kinds.Kind):
    """A file of results. Only our numbers are kept, and compared again each time."""

    name, label, url_name = RESULTS, gettext_lazy("Results"), "schools_results_import"
    at_once = 500  # they have no revisions
    writes_to_preview = True

    def is_slow_to_preview(self, change_set):
        numbers = figures.load(change_set.upload.data)
        return len(_changed(numbers, figures.stored(numbers))) > self.at_once

    def look(self, change):
        return _write(change)

    def make(self, change):
        if change.change_set.data["problems"]:
            raise Refused(_("The file has problems. Correct them and upload it again."))
        preview = _write(change)
        if not preview["changes"]:
            raise Outdated
        change.check(preview["digest"])
        change.change_set.upload.forget()
        return preview


def _changed(numbers: list, stored: dict) -> list:
    """Return the figures that are new or differ from those `stored`."""
    pairs = ((figure, stored.get((figure.code, figure.measure, figure.year))) for figure in numbers)
    return [figure for figure, old in pairs if old is None or (old.value, old.count) != (figure.value, figure.count)]


def _write(change: Change) -> dict:
    """Save the figures that differ from ours, and describe what that does. A different source alone changes nothing."""
    data, rows, digests = change.change_set.data, [], []
    numbers = figures.load(change.change_set.upload.data)
    stored, records = figures.stored(numbers), figures.records(numbers)
    if {figure.code for figure in numbers} - records.keys() - AREA_CODES.keys():
        raise Outdated  # a state record was deleted
    with change.recorder.together():
        changed = _changed(numbers, stored)
        for number, figure in enumerate(changed, 1):
            result, old, before = stored.get((figure.code, figure.measure, figure.year)), None, ""
            if result is None:
                result = figures.instance_of(figure, records)
            else:
                change.recorder.note(result)
                old, before = [result.value, result.count], figures.shown(result)
                result.value, result.count, result.source = figure.value, figure.count, figure.source
            digests.append([asdict(figure), old])
            rows.append(figures.as_row(figure, records, before))
            change.recorder.save(result, clean=False)
            change.progress(number, len(changed))
    added = sum(row["kind"] == "added" for row in rows)
    counts = {
        "added": added,
        "changed": len(rows) - added,
        "unchanged": len(numbers) - len(rows),
        "problems": len(data["problems"]),
    }
    digest = agreement.digest(digests, default=figures.plain)
    return data | {"changes": rows, "digest": digest, "counts": counts}
