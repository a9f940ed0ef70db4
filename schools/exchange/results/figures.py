"""The figures of a file of results, beside the results that we have."""

import json
from dataclasses import asdict
from decimal import Decimal

from django.utils.translation import gettext as _

from schools.register.models import SchoolStateRecord, StateRecord
from schools.results.measures import number
from schools.results.models import AREA_CODES, Area, AreaResult, Measure, Result

from .upload import Figure, fields

Key = tuple[str, str, str]  # code, measure, and school year


def levels() -> dict[str, set[str]]:
    """Return the levels of the schools of each state record, by CDS code. One query."""
    by_code: dict[str, set[str]] = {}
    for code, level in SchoolStateRecord.objects.values_list("record__cds_code", "school__level"):
        by_code.setdefault(code, set()).add(level)
    return by_code


def stored(figures: list[Figure]) -> dict[Key, Result | AreaResult]:
    """Return the results for the same codes, measures, and years. Two queries."""
    wanted = {
        "measure__in": {figure.measure for figure in figures},
        "year__in": {figure.year for figure in figures},
    }
    codes = {area.value: code for code, area in AREA_CODES.items()}
    found: dict[Key, Result | AreaResult] = {}
    results = Result.objects.filter(record__cds_code__in={figure.code for figure in figures}, **wanted)
    for result in results.select_related("record"):
        found[result.record.cds_code, result.measure, result.year] = result
    for area_result in AreaResult.objects.filter(**wanted):
        found[codes[area_result.area], area_result.measure, area_result.year] = area_result
    return found


def records(figures: list[Figure]) -> dict[str, StateRecord]:
    """Return the state records by CDS code."""
    return {one.cds_code: one for one in StateRecord.objects.filter(cds_code__in={one.code for one in figures})}


def as_row(figure: Figure, by_code: dict[str, StateRecord], before: str) -> dict:
    """Return one change as the preview shows it. `before` is empty for a new result."""
    area = AREA_CODES.get(figure.code)
    return {
        "kind": "changed" if before else "added",
        "line": figure.line,
        "name": str(Area(area).label) if area else by_code[figure.code].name,
        "measure": str(Measure(figure.measure).label),
        "year": figure.year,
        "before": before,
        "after": shown(figure),
    }


def shown(result: Figure | Result | AreaResult) -> str:
    """Return value and number of scholars: “96.9% (127)”."""
    value = _("not published") if result.value is None else number(result.measure, result.value)
    return value if result.count is None else f"{value} ({result.count:,})"


def instance_of(figure: Figure, by_code: dict[str, StateRecord]) -> Result | AreaResult:
    """Return a new result for `figure`."""
    if area := AREA_CODES.get(figure.code):
        return AreaResult(area=area, **fields(figure))
    return Result(record=by_code[figure.code], **fields(figure))


def plain(value) -> str:
    return format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)


def dump(figures: list[Figure]) -> bytes:
    """Return the figures as stored in `Upload.data`: the file itself may have hundreds of megabytes."""
    return json.dumps([asdict(figure) for figure in figures], default=plain).encode()


def load(data: bytes) -> list[Figure]:
    return [
        Figure(**row | {"value": None if row["value"] is None else Decimal(row["value"])}) for row in json.loads(data)
    ]
