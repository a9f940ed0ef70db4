"""What a file of results changes: the preview, and the digest that says whether it is still the same."""

import json
from dataclasses import asdict, dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from schools.register import agreement
from schools.register.models import SchoolStateRecord, StateRecord
from schools.results.measures import number
from schools.results.models import AREA_CODES, Area, AreaResult, Measure, Result

from .upload import Figure, fields

Key = tuple[str, str, str]  # code, measure, and school year


@dataclass
class Change:
    """One result to add or change. `stored` is the result in the database, None for a new one."""

    figure: Figure
    stored: Result | AreaResult | None


def levels() -> dict[str, set[str]]:
    """Return the levels of the schools of each state record, by CDS code. One query."""
    by_code: dict[str, set[str]] = {}
    for code, level in SchoolStateRecord.objects.values_list("record__cds_code", "school__level"):
        by_code.setdefault(code, set()).add(level)
    return by_code


def compare(figures: list[Figure]) -> list[Change]:
    """Return the changes, in the order of `figures`. A different source alone changes nothing. Two queries."""
    stored = _stored(figures)
    return [
        Change(figure, result)
        for figure in figures
        if (result := stored.get((figure.code, figure.measure, figure.year))) is None
        or (result.value, result.count) != (figure.value, figure.count)
    ]


def _stored(figures: list[Figure]) -> dict[Key, Result | AreaResult]:
    wanted = {
        "measure__in": {figure.measure for figure in figures},
        "year__in": {figure.year for figure in figures},
    }
    codes = {area.value: code for code, area in AREA_CODES.items()}
    stored: dict[Key, Result | AreaResult] = {}
    results = Result.objects.filter(record__cds_code__in={figure.code for figure in figures}, **wanted)
    for result in results.select_related("record"):
        stored[result.record.cds_code, result.measure, result.year] = result
    for area_result in AreaResult.objects.filter(**wanted):
        stored[codes[area_result.area], area_result.measure, area_result.year] = area_result
    return stored


def digest(changes: list[Change]) -> str:
    """Return a hash of everything the changes do, in no language."""
    parts = [
        [asdict(change.figure), change.stored and [change.stored.pk, change.stored.value, change.stored.count]]
        for change in changes
    ]
    return agreement.digest(parts, default=_plain)


def _plain(value) -> str:
    return format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)


def as_rows(changes: list[Change]) -> list[dict]:
    """Return the changes as the preview shows them, for `ImportBatch.plan`."""
    names = dict(
        StateRecord.objects.filter(cds_code__in={change.figure.code for change in changes}).values_list(
            "cds_code", "name"
        )
    )
    areas = {code: str(Area(area).label) for code, area in AREA_CODES.items()}
    return [
        {
            "kind": "changed" if change.stored else "added",
            "line": change.figure.line,
            "name": areas.get(change.figure.code) or names.get(change.figure.code, change.figure.code),
            "measure": str(Measure(change.figure.measure).label),
            "year": change.figure.year,
            "before": shown(change.stored) if change.stored else "",
            "after": shown(change.figure),
        }
        for change in changes
    ]


def shown(result: Figure | Result | AreaResult) -> str:
    """Return value and number of scholars: “96.9% (127)”."""
    value = _("not published") if result.value is None else number(result.measure, result.value)
    return value if result.count is None else f"{value} ({result.count:,})"


def dump(figures: list[Figure]) -> bytes:
    """Return the figures as stored in `ImportBatch.data`: the file itself may have hundreds of megabytes."""
    return json.dumps([asdict(figure) for figure in figures], default=_plain).encode()


def load(data: bytes) -> list[Figure]:
    return [
        Figure(**row | {"value": None if row["value"] is None else Decimal(row["value"])}) for row in json.loads(data)
    ]


def instance_of(figure: Figure, records: dict[str, int]) -> Result | AreaResult:
    """Return a new result for `figure`; `records` has the keys of state records by CDS code."""
    if area := AREA_CODES.get(figure.code):
        return AreaResult(area=area, **fields(figure))
    return Result(record_id=records[figure.code], **fields(figure))
