"""Files of results as a kind of change. Only our numbers are kept, and compared with the results that we have."""

import json
from dataclasses import asdict
from decimal import Decimal
from typing import IO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools.changes import agreement, jobs, kinds
from schools.changes.agreement import Outdated, Refused
from schools.changes.models import ChangeSet
from schools.exchange import uploads
from schools.register.models import SchoolStateRecord, StateRecord
from schools.results.models import AreaResult, Result
from schools.results.sentences import number
from schools.states import Figure, current

from .result_files import fields, read

RESULTS = "results"
Key = tuple[str, str, str]  # code, measure, and school year


def receive(name: str, file: IO[bytes], *, user=None) -> ChangeSet:
    """Create a change with the figures of the file and its preview. Raises SheetError if it cannot be read."""
    parsed = read(file, levels())
    about = {
        "layout": parsed.layout.name,
        "label": str(parsed.layout.label),
        "lines": parsed.lines,
        "problems": [vars(problem) for problem in parsed.problems],
    }
    figures = dump(parsed.figures.values())
    change_set = uploads.stored(name, figures, user=user, kind=RESULTS, about=about, sha256=parsed.sha256)
    jobs.look(change_set)
    return change_set


def levels() -> dict[str, set[str]]:
    """Return the levels of the schools of each state record, by state code. One query."""
    by_code: dict[str, set[str]] = {}
    for code, level in SchoolStateRecord.objects.values_list("record__cds_code", "school__level"):
        by_code.setdefault(code, set()).add(level)
    return by_code


def plain(value) -> str:
    return format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)


def dump(figures) -> bytes:
    """Return the figures as stored in `Upload.data`: the file itself may have hundreds of megabytes."""
    return json.dumps([asdict(figure) for figure in figures], default=plain).encode()


def load(data: bytes) -> list[Figure]:
    return [
        Figure(**row | {"value": None if row["value"] is None else Decimal(row["value"])}) for row in json.loads(data)
    ]


class Results(kinds.Kind):
    """A file of results."""

    name, label, url_name = RESULTS, gettext_lazy("Results"), "schools_results_import"
    at_once = 500  # they have no revisions
    writes_to_preview = True

    def is_slow_to_preview(self, change_set):
        figures = load(change_set.upload.data)
        return len(_changed(figures, _stored(figures))) > self.at_once

    def make(self, change):
        """Save the figures that differ from ours, and describe what that does."""
        data, rows, digests = change.change_set.data, [], []
        figures = load(change.change_set.upload.data)
        stored = _stored(figures)
        records = {one.cds_code: one for one in StateRecord.objects.filter(cds_code__in={one.code for one in figures})}
        if {figure.code for figure in figures} - records.keys() - {area.code for area in current().areas}:
            raise Outdated  # a state record was deleted
        with change.recorder.together():
            changed = _changed(figures, stored)
            for done, figure in enumerate(changed, 1):
                result, old, before = stored.get((figure.code, figure.measure, figure.year)), None, ""
                if result is None:
                    result = _new(figure, records)
                else:
                    change.recorder.note(result)
                    old, before = [result.value, result.count], _shown(result)
                    result.value, result.count, result.source = figure.value, figure.count, figure.source
                digests.append([asdict(figure), old])
                rows.append(_row(figure, result, before))
                change.recorder.save(result, clean=False)
                change.progress(done, len(changed))
        added = sum(row["kind"] == "added" for row in rows)
        counts = {
            "added": added,
            "changed": len(rows) - added,
            "unchanged": len(figures) - len(rows),
            "problems": len(data["problems"]),
        }
        digest = agreement.digest(digests, default=plain)
        return data | {"changes": rows, "digest": digest, "counts": counts}

    def apply(self, change):
        if change.change_set.data["problems"]:
            raise Refused(_("The file has problems. Correct them and upload it again."))
        preview = super().apply(change)
        if not preview["changes"]:
            raise Outdated
        change.change_set.upload.forget()
        return preview


def _stored(figures: list[Figure]) -> dict[Key, Result | AreaResult]:
    """Return the results for the same codes, measures, and years. Two queries."""
    wanted = {"measure__in": {figure.measure for figure in figures}, "year__in": {figure.year for figure in figures}}
    codes = {area.name: area.code for area in current().areas}
    results = Result.objects.filter(record__cds_code__in={figure.code for figure in figures}, **wanted)
    found: dict[Key, Result | AreaResult] = {
        (result.record.cds_code, result.measure, result.year): result for result in results.select_related("record")
    }
    for area_result in AreaResult.objects.filter(**wanted):
        found[codes.get(area_result.area, ""), area_result.measure, area_result.year] = area_result
    return found


def _changed(figures: list[Figure], stored: dict[Key, Result | AreaResult]) -> list[Figure]:
    """Return the figures that are new or differ from those `stored`. A different source alone changes nothing."""
    pairs = ((figure, stored.get((figure.code, figure.measure, figure.year))) for figure in figures)
    return [figure for figure, old in pairs if old is None or (old.value, old.count) != (figure.value, figure.count)]


def _new(figure: Figure, records: dict[str, StateRecord]) -> Result | AreaResult:
    if area := current().area_of(figure.code):
        return AreaResult(area=area.name, **fields(figure))
    return Result(record=records[figure.code], **fields(figure))


def _row(figure: Figure, result: Result | AreaResult, before: str) -> dict:
    """Return one change as the preview shows it. `before` is empty for a new result."""
    return {
        "kind": "changed" if before else "added",
        "line": figure.line,
        "name": result.record.name if isinstance(result, Result) else str(current().area(result.area).label),
        "measure": str(current().measure(figure.measure).label),
        "year": figure.year,
        "before": before,
        "after": _shown(figure),
    }


def _shown(result: Figure | Result | AreaResult) -> str:
    """Return value and number of scholars: “96.9% (127)”."""
    value = _("not published") if result.value is None else number(result.measure, result.value)
    return value if result.count is None else f"{value} ({result.count:,})"
