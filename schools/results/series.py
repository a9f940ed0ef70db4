"""Yearly results of a school, as its profile shows them.

Beside them are numbers to compare with: all schools of the network together, the district, and the state.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, Exists, F, OuterRef, Sum, Value
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from pages.content_cache import memo
from schools.register.models import SchoolStateRecord, StateRecord
from schools.register.school_year import shown_year
from schools.states import PERCENT, SCHOLARS, current
from toolkit.json_rows import rows_of

from .models import AreaResult, Result
from .sentences import number, sentence

SMALL = 30  # scholars; with fewer, one scholar changes a percentage by more than three points
Rows = dict[tuple[str, str], list[tuple[str, Decimal, int | None]]]


@dataclass(frozen=True)
class Point:
    """One year of a series.

    `year` is a school year as “2018–19”. `value` is None, and `text` empty, if the state does not publish it. `count`
    is the number of scholars behind the value.
    """

    year: str
    value: Decimal | None
    count: int | None
    source: str
    measure: str

    @property
    def text(self) -> str:
        return "" if self.value is None else number(self.measure, self.value)

    @property
    def short_year(self) -> str:
        return f"’{self.year[5:]}"


@dataclass(frozen=True)
class Reference:
    """The value of the same measure and year elsewhere: at all our schools, in the district, or in the state.

    `label` is empty for all our schools, whose number of scholars is `count`.
    """

    value: Decimal
    count: int | None
    measure: str
    label: str = ""

    @property
    def text(self) -> str:
        return number(self.measure, self.value)

    @property
    def counted(self) -> str | Promise:
        """Which of their scholars `count` counts, such as “tested”."""
        return current().measure(self.measure).counted


@dataclass
class Series:
    """One measure over the years, oldest first. `note` is set if the state counts two schools together.

    `state_page` is the address of the school's page at the state. `network` and `areas` are set by
    `compare`, for the latest year.
    """

    measure: str
    label: str | Promise
    definition: str | Promise
    note: str = ""
    points: list[Point] = field(default_factory=list)
    source_number: int = 0  # of the latest year's source, in the list under the table
    network: Reference | None = None
    areas: list[Reference] = field(default_factory=list)
    state_page: str = ""

    @property
    def is_percent(self) -> bool:
        return current().measure(self.measure).unit == PERCENT

    @property
    def is_count(self) -> bool:
        return current().measure(self.measure).unit == SCHOLARS

    @property
    def latest(self) -> Point:
        return self.points[-1]

    @property
    def is_small(self) -> bool:
        return not self.is_count and bool(self.latest.text) and (self.latest.count or SMALL) < SMALL

    @property
    def sentence(self) -> str:
        """The latest year in plain words; empty if the definition is enough."""
        return "" if self.latest.value is None else sentence(self.measure, self.latest.value)


def records_of(*school_ids: int) -> dict[int, list[StateRecord]]:
    """Return the state records of schools, by school key, with all their results (`result_rows`). One query."""
    results = Result.objects.filter(record=OuterRef("record")).order_by()
    return StateRecord.objects.of_schools(school_ids, result_rows=rows_of(results))


def series_of(school, records) -> list[Series]:
    """Return the series of `school` that have at least one year, in the order of the state's `groups`.

    `records` are those of `records_of`, the current one first, each with `shared` (linked to several schools).
    Data for a shared record appears on both schools with a note, except for grades 9 to 12, which belong to the high
    school, and absences, which the state counts by grades. A high school's own enrollment is that of grades 9 to 12, so
    its record's total appears only for a complex. If two records have the same year, the current one counts.
    """
    shown = current().shown(school.level)
    results = [(row, record) for record in records for row in record.result_rows if row["measure"] in shown]
    by_measure: dict[str, Series] = {}
    for row, record in sorted(results, key=lambda result: result[0]["year"]):  # keeps the order of the records
        measure = current().measure(row["measure"])
        if measure.for_complex == school.level and not record.shared:
            continue
        series = by_measure.setdefault(measure.name, Series(measure.name, measure.label, measure.definition))
        year = shown_year(row["year"])
        if series.points and series.latest.year == year:
            continue
        value = None if row["value"] is None else Decimal(str(row["value"]))
        series.points.append(Point(year, value, row["count"], row["source"], measure.name))
        series.state_page = current().page_of(record.cds_code, year)
        if measure.of_record and record.shared:
            series.label = _("%(measure)s, both schools at this campus") % {"measure": measure.label}
            series.note = (
                _("The state counts both schools together: grades 6 to 8 and 11.")
                if measure.of_own_grades
                else _("The state counts both schools together.")
            )
    replaced = {name for name in shown if current().measure(name).replaced_by in by_measure}
    return [by_measure[name] for name in shown if name in by_measure.keys() - replaced]


def newest_state_page(series: Iterable[Series]) -> str:
    """Return the state's page on the newest school year of `series`; empty if there is none yet."""
    pages = [(item.latest.year, item.state_page) for item in series if not current().measure(item.measure).is_census]
    return max(pages)[1] if pages else ""


def pick(series: Iterable[Series], measures: Iterable[str]) -> list[Series]:
    """Return the series of `measures`, in that order."""
    by_measure = {item.measure: item for item in series}
    return [by_measure[measure] for measure in measures if measure in by_measure]


def grouped(school, series: Iterable[Series]) -> list[tuple[str | Promise, list[Series]]]:
    """Return the series of `school` under the state's headings, without empty ones."""
    series = list(series)
    groups = [(heading, pick(series, measures)) for heading, measures in current().groups.get(school.level, ())]
    return [(heading, items) for heading, items in groups if items]


def number_sources(series: Iterable[Series]) -> list[str]:
    """Return the sources of the latest years, each once, in order. Set `source_number` on each series, from 1."""
    series = list(series)
    sources = list(dict.fromkeys(item.latest.source for item in series))
    for item in series:
        item.source_number = sources.index(item.latest.source) + 1
    return sources


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
