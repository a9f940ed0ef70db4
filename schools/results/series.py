"""A school's yearly results, as its profile shows them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools.register.models import Level

from .models import COUNTS, Measure, Result
from .sentences import sentence

OF_THE_RECORD = {Measure.ENROLLMENT, Measure.MEALS}  # counted for a complex as a whole
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
CHARTED = {  # the others are a table only
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
    """One year of a series: the school `year` as “2018–19”, the `value`, the scholars it rests on, its source."""

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
    """A percentage of all `count` scholars whom the state counted at the network's schools that year."""

    value: Decimal
    count: int

    @property
    def text(self) -> str:
        return percent(self.value)


@dataclass
class Series:
    """One measure over the years, oldest first; `note` says so when the state counts two schools together."""

    measure: str
    label: str
    definition: str
    note: str = ""
    points: list[Point] = field(default_factory=list)
    source_number: int = 0  # of the latest year's source, in the list under the table
    network: Reference | None = None  # beside the latest percentage, once `network` was asked

    @property
    def is_percent(self) -> bool:
        return self.measure not in COUNTS

    @property
    def latest(self) -> Point:
        return self.points[-1]

    @property
    def sentence(self) -> str:
        """The latest year in plain words, where they say more than the definition."""
        return sentence(self.measure, self.latest.value) if self.is_percent else ""

    @property
    def figure(self) -> dict[str, str]:
        """The latest year as a figure of the site: what `components/figures.html` shows."""
        return {
            "value": self.latest.text,
            "label": self.label,
            "as_of": self.latest.year,
            "source": self.latest.source.partition(",")[0],  # who publishes it; the list of sources says where
            "definition": f"{self.definition} {self.note}".strip(),
            "sentence": self.sentence,
            "network": self.network,
        }


def series_of(school, records) -> list[Series]:
    """The series of `school` by `arrange`: one query."""
    return arrange(school, records, Result.objects.filter(record__in=records, measure__in=SHOWN[school.level]))


def arrange(school, records, results) -> list[Series]:
    """The series of `school` that have at least one year, in the order of `SHOWN`, from `results` of its records.

    `records` are its state records, the current one first, each with `shared` (more than one school hangs on it).
    What the state counts for a shared record is shown on both schools with that said, except grades 9 to 12, which
    are the high school's own. All of a high school's scholars are in those grades, so the count of its whole record
    is shown for a complex only. Where two records have the same year, the current one counts.
    """
    records = {record.pk: (place, record) for place, record in enumerate(records)}
    found = [one for one in results if one.record_id in records and one.measure in SHOWN[school.level]]
    by_measure: dict[str, Series] = {}
    for result in sorted(found, key=lambda result: (result.year, records[result.record_id][0])):
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
    """The sources of the latest years, each once, in order; every series learns the number of its own, from 1."""
    series = list(series)
    sources = list(dict.fromkeys(one.latest.source for one in series))
    for one in series:
        one.source_number = sources.index(one.latest.source) + 1
    return sources
