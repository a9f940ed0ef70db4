"""Yearly results of a school, as its profile shows them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools.register.models import Level

from .models import COUNTS, Measure, Result
from .sentences import sentence

OF_THE_RECORD = {Measure.ENROLLMENT, Measure.MEALS}  # for a complex, the state counts these for both schools together
SHOWN = {
    Level.HIGH: [
        Measure.ENROLLMENT_9_12,
        Measure.ENROLLMENT,
        Measure.GRADUATION,
        Measure.UC_CSU,
        Measure.ELA,
        Measure.MATH,
        Measure.MEALS,
        Measure.UNDUPLICATED,
    ],
    Level.MIDDLE: [Measure.ENROLLMENT, Measure.MEALS],
}
GLANCE = {  # what a family reads first
    Level.HIGH: [Measure.ENROLLMENT_9_12, Measure.GRADUATION, Measure.UC_CSU],
    Level.MIDDLE: [Measure.ENROLLMENT],
}
CHARTED = {  # the other measures are only in the table
    Level.HIGH: [Measure.ENROLLMENT_9_12, Measure.GRADUATION],
    Level.MIDDLE: [Measure.ENROLLMENT],
}
DEFINITIONS = {
    Measure.ENROLLMENT: gettext_lazy("All scholars enrolled on the state's census day in October."),
    Measure.ENROLLMENT_9_12: gettext_lazy("Scholars in grades 9 to 12 on the state's census day in October."),
    Measure.GRADUATION: gettext_lazy(
        "Of the scholars who started 9th grade together, how many earned a regular diploma within four years."
    ),
    Measure.UC_CSU: gettext_lazy(
        "Of the same scholars, how many also completed the courses required by the University of California "
        "and California State University."
    ),
    Measure.ELA: gettext_lazy("Of the 11th graders tested, how many met or exceeded the state's standard."),
    Measure.MATH: gettext_lazy("Of the 11th graders tested, how many met or exceeded the state's standard."),
    Measure.MEALS: gettext_lazy("Scholars who qualify for free or reduced-price meals, a measure of family income."),
    Measure.UNDUPLICATED: gettext_lazy(
        "Scholars in grades 9 to 12 who are from low-income families, learning English, or in foster care, "
        "each counted once."
    ),
}


def percent(value: Decimal) -> str:
    return f"{value:.1f}%"


@dataclass(frozen=True)
class Point:
    """One year of a series: the school `year` as “2018–19”, the `value`, its number of scholars, and its source."""

    year: str
    value: Decimal
    count: int | None
    source: str
    is_percent: bool = False

    @property
    def text(self) -> str:
        """The value as people write it: `96.9%`, `1,003`."""
        return percent(self.value) if self.is_percent else f"{self.value:,.0f}"

    @property
    def short_year(self) -> str:
        return f"’{self.year[5:]}"


@dataclass(frozen=True)
class Reference:
    """The percentage for all `count` scholars at the network's schools in one year."""

    value: Decimal
    count: int

    @property
    def text(self) -> str:
        return percent(self.value)


@dataclass
class Series:
    """One measure over the years, oldest first. `note` is set if the state counts two schools together."""

    measure: str
    label: str | Promise
    definition: str | Promise
    note: str = ""
    points: list[Point] = field(default_factory=list)
    source_number: int = 0  # of the latest year's source, in the list under the table
    network: Reference | None = None  # set by `network.compare_with_network`, for the latest year

    @property
    def is_percent(self) -> bool:
        return self.measure not in COUNTS

    @property
    def latest(self) -> Point:
        return self.points[-1]

    @property
    def sentence(self) -> str:
        """The latest year in plain words; empty if the definition is enough."""
        return sentence(self.measure, self.latest.value) if self.is_percent else ""

    @property
    def figure(self) -> dict[str, Any]:
        """The latest year as a figure, for `components/figures.html`."""
        return {
            "value": self.latest.text,
            "label": self.label,
            "as_of": self.latest.year,
            "source": self.latest.source.partition(",")[0],  # the publisher only; the list of sources has the rest
            "definition": f"{self.definition} {self.note}".strip(),
            "sentence": self.sentence,
            "network": self.network,
        }


def series_of(school, records) -> list[Series]:
    """Return the series of `school` (see `arrange`). One query."""
    return arrange(school, records, Result.objects.filter(record__in=records, measure__in=SHOWN[school.level]))


def arrange(school, records, results) -> list[Series]:
    """Return the series of `school` that have at least one year, in the order of `SHOWN`, from `results`.

    `records` are the school's state records, the current one first, each with `shared` (linked to several schools).
    Data for a shared record appears on both schools with a note, except for grades 9 to 12, which belong to the high
    school. A high school's own enrollment is that of grades 9 to 12, so its record's total appears only for a complex.
    If two records have the same year, the current one counts.
    """
    records = {record.pk: (place, record) for place, record in enumerate(records)}
    school_results = [
        result for result in results if result.record_id in records and result.measure in SHOWN[school.level]
    ]
    by_measure: dict[str, Series] = {}
    for result in sorted(school_results, key=lambda result: (result.year, records[result.record_id][0])):
        measure, record = Measure(result.measure), records[result.record_id][1]
        if measure == Measure.ENROLLMENT and school.level == Level.HIGH and not record.shared:
            continue
        series = by_measure.setdefault(measure, Series(measure, measure.label, DEFINITIONS[measure]))
        year = result.year.replace("-", "–")
        if series.points and series.latest.year == year:
            continue
        series.points.append(Point(year, result.value, result.count, result.source, series.is_percent))
        if measure in OF_THE_RECORD and record.shared:
            series.label = _("%(measure)s, both schools at this campus") % {"measure": measure.label}
            series.note = _(
                "The state counts all of %(record)s: this school and the school that shares its record."
            ) % {"record": record.name}
    return [by_measure[measure] for measure in SHOWN[school.level] if measure in by_measure]


def number_sources(series: Iterable[Series]) -> list[str]:
    """Return the sources of the latest years, each once, in order. Set `source_number` on each series, from 1."""
    series = list(series)
    sources = list(dict.fromkeys(item.latest.source for item in series))
    for item in series:
        item.source_number = sources.index(item.latest.source) + 1
    return sources
