"""Numbers to compare a school's with: all schools of the network together, the district, and the state."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Count, Exists, F, OuterRef, Sum, Value
from django.utils.text import capfirst

from pages.content_cache import memo
from schools.register.models import SchoolStateRecord
from schools.register.school_year import shown_year
from schools.states import current

from .models import AreaResult, Result
from .series import Reference, Series

Rows = dict[tuple[str, str], list[tuple[str, Decimal, int | None]]]


def compare(school, series: Iterable[Series]) -> None:
    """Set `network` and `areas` on the series of `school`, for their latest years. At most one query.

    The network value is the average of the schools' percentages, weighted by the number of scholars they are based on.
    It includes schools that have closed since. Results without that number are left out. There is no network value if
    only one record has results, nor for tests of different grades.

    The district's and the state's tests of all grades compare with schools of one level: others, and a complex as a
    whole, test other grades than their average does.
    """
    series_by_key = {(item.measure, item.latest.year): item for item in series if item.latest.text}
    if not series_by_key:
        return
    rows: Rows = memo(("references", frozenset(series_by_key)), lambda: _rows(series_by_key))
    for (measure, year), item in series_by_key.items():
        tests = current().measure(measure).of_own_grades
        for area, value, count in rows.get((measure, year), ()):
            if area and not (tests and (school.level != tests or item.note)):
                item.areas.append(Reference(value, None, measure, _label(area, measure)))
            elif not area and item.is_percent and not tests:
                item.network = Reference(value, count, measure)


def _label(area: str, measure: str) -> str:
    name, grades = capfirst(str(current().area(area).label)), current().measure(measure).area_grades
    return f"{name}, {grades}" if grades else name


def _rows(keys: Iterable[tuple[str, str]]) -> Rows:
    """Return (area, value, scholars) by measure and year: the network as area "", then the state's areas in order."""
    wanted = {
        "measure__in": {measure for measure, _year in keys},
        "year__in": {year.replace("–", "-") for _measure, year in keys},
        "value__isnull": False,
    }
    columns = ("area", "measure", "year", "average", "scholars", "records")
    ours = Exists(SchoolStateRecord.objects.filter(record=OuterRef("record")))
    network = Result.objects.filter(ours, **wanted, count__gt=0).order_by().values("measure", "year")
    network = network.annotate(
        area=Value(""),
        average=Sum(F("value") * F("count")) / Sum("count"),
        scholars=Sum("count"),
        records=Count("pk"),
    )
    order = ["", *(area.name for area in current().areas)]
    areas = AreaResult.objects.filter(**wanted, area__in=order).order_by()
    areas = areas.annotate(average=F("value"), scholars=F("count"), records=Value(2))
    rows = defaultdict(list)
    both = network.values_list(*columns).union(areas.values_list(*columns), all=True)
    for area, measure, year, value, scholars, records in both:
        if records > 1:
            rows[measure, shown_year(year)].append((area, value, scholars))
    return {key: sorted(found, key=lambda row: order.index(row[0])) for key, found in rows.items()}
