"""Comparison of up to four schools: one row per fact, with year and source."""

from dataclasses import dataclass, field

from django.db.models import prefetch_related_objects
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from schools.finder.criteria import SLUG
from schools.register.models import Level, StateRecord
from schools.results.models import Measure, Result
from schools.results.series import Series, arrange, number_sources

MOST = 4
NAME = "compare"  # last part of the address, below the list of schools


@dataclass(frozen=True)
class Cell:
    """One school's value in a row.

    `text` is empty if the value is unknown. `count` is the number of scholars behind it, `url` a link on the text,
    `source_number` the number of its source, and `note` a remark about this school only.
    """

    text: str = ""
    year: str = ""
    count: int | None = None
    url: str = ""
    source_number: int = 0
    note: str = ""


@dataclass
class Row:
    """One fact about every school, in the order of `names`."""

    label: str
    names: list[str]
    cells: list[Cell]
    definition: str = ""

    @property
    def named(self) -> list[tuple[str, Cell]]:
        return list(zip(self.names, self.cells, strict=True))

    @property
    def differs(self) -> bool:
        """True if the schools differ. Empty cells do not count."""
        return len({cell.text for cell in self.cells if cell.text}) > 1

    @property
    def is_empty(self) -> bool:
        return not any(cell.text for cell in self.cells)


@dataclass
class Comparison:
    """A comparison of `profiles`, in the requested order.

    `facts` come from the register and `results` from the state; `sources` are numbered for both. `left_out` has the
    names of schools after the fourth, and `unknown` is the number of short names without a public profile.
    """

    profiles: list
    facts: list[Row] = field(default_factory=list)
    results: list[Row] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    unknown: int = 0


def compare(slugs: list[str], profiles) -> Comparison:
    """Compare the schools with the short names `slugs` that are in `profiles`, a queryset of one language.

    Four queries, for any number of schools.
    """
    slugs = list(dict.fromkeys(slug for slug in slugs if SLUG.match(slug)))[:50]
    found = {page.school.slug: page for page in profiles.filter(school__slug__in=slugs)} if slugs else {}
    pages = [found[slug] for slug in slugs if slug in found]
    shown = pages[:MOST]
    compared = Comparison(
        shown, left_out=[page.school.short_name for page in pages[MOST:]], unknown=len(slugs) - len(pages)
    )
    if not shown:
        return compared
    schools = [page.school for page in shown]
    prefetch_related_objects(schools, "programs")
    series = _series(schools)
    compared.sources = number_sources(one for of_school in series for one in of_school.values())
    compared.facts = [row for row in _facts(schools, compared.sources) if not row.is_empty]
    compared.results = _results(schools, series)
    return compared


def _series(schools) -> list[dict[str, Series]]:
    """Return the series of each school by measure.

    High schools are compared by enrollment in grades 9 to 12, so the total of a complex is left out.
    """
    records = StateRecord.objects.of_schools([school.pk for school in schools])
    results = list(Result.objects.filter(record__in={record.pk for some in records.values() for record in some}))
    left_out = {Level.HIGH: Measure.ENROLLMENT}
    return [
        {
            one.measure: one
            for one in arrange(school, records[school.pk], results)
            if one.measure != left_out.get(school.level)
        }
        for school in schools
    ]


def _facts(schools, sources: list[str]) -> list[Row]:
    def row(label, cell):
        return Row(label, _names(schools), [cell(school) for school in schools])

    return [
        row(_("Level"), lambda one: Cell(one.get_level_display())),
        row(_("Grades"), lambda one: Cell(one.grades)),
        row(_("Neighborhood or city"), lambda one: Cell(one.campus.area)),
        row(_("Address"), lambda one: Cell(one.campus.address)),
        row(_("Phone"), lambda one: Cell(one.phone, url="" if one.is_closed else one.phone_link)),
        row(_("Office hours"), lambda one: Cell(one.office_hours)),
        row(_("Languages at the front desk"), lambda one: Cell(", ".join(one.language_names))),
        row(_("Bus and rail"), lambda one: Cell(one.transit)),
        row(_("Programs"), lambda one: Cell(", ".join(program.name for program in one.programs.all()))),
        row(_("Opened"), lambda one: Cell(date_format(one.opened, "YEAR_MONTH_FORMAT"))),
        row(_("Closed"), lambda one: Cell(date_format(one.closed, "YEAR_MONTH_FORMAT") if one.closed else "")),
        row(_("Details as of"), lambda one: _checked(one, sources)),
    ]


def _names(schools) -> list[str]:
    return [school.short_name for school in schools]


def _checked(school, sources: list[str]) -> Cell:
    """Return when and where the details of `school` were last checked. A new source is added to `sources`."""
    if not school.details_as_of:
        return Cell()
    if school.details_source and school.details_source not in sources:
        sources.append(school.details_source)
    number = sources.index(school.details_source) + 1 if school.details_source else 0
    return Cell(date_format(school.details_as_of, "YEAR_MONTH_FORMAT"), source_number=number)


def _results(schools, series: list[dict[str, Series]]) -> list[Row]:
    """Return a row for each measure that at least one school has, in the order of the profiles."""
    rows = []
    for measure in dict.fromkeys(measure for of_school in series for measure in of_school):
        some = next(of_school[measure] for of_school in series if measure in of_school)
        cells = [_cell(of_school.get(measure)) for of_school in series]
        rows.append(Row(some.measure.label, _names(schools), cells, some.definition))
    return rows


def _cell(series: Series | None) -> Cell:
    if series is None:
        return Cell()
    latest = series.latest
    return Cell(
        latest.text, latest.year, latest.count if series.is_percent else None, "", series.source_number, series.note
    )
