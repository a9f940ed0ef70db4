"""Comparison of up to four schools: one row per fact, with year and source."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.utils.formats import date_format
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from pages.routing.words import in_language
from schools.finder.criteria import SLUG
from schools.profiles.facts import fact, label
from schools.profiles.prefetch import fetch_lists
from schools.register.models import Level, OfferingTopic
from schools.register.record_fields import Group, RecordField, fields_of
from schools.register.seasons import current_seasons
from schools.results.measures import DEFINITIONS, GROUPS
from schools.results.models import Measure
from schools.results.series import Series, number_sources, records_of, series_of

MOST = 4
WORD = pgettext_lazy("address", "compare")
ADDRESS = format_lazy("{}/", WORD)  # below the list of schools


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

    `facts` come from the register and `results`, by heading, from the state; `sources` are numbered for both.
    `left_out` has the names of schools after the fourth, and `unknown` is the number of short names without a public
    profile.
    """

    profiles: list
    facts: list[Row] = field(default_factory=list)
    results: list[tuple[str, list[Row]]] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    unknown: int = 0

    @property
    def removals(self) -> list[tuple[Any, str]]:
        """Each profile, with the query string of the comparison without it."""
        return [
            (page, urlencode([("school", other.school.slug) for other in self.profiles if other != page]))
            for page in self.profiles
        ]


def is_word(slug: str) -> bool:
    """Return whether `slug` is the comparison's word in an address of any language, so that no profile can have it."""
    return any(slug == in_language(WORD, code) for code, _name in settings.LANGUAGES)


def compare(slugs: list[str], profiles) -> Comparison:
    """Compare the schools with the short names `slugs` that are in `profiles`, a queryset of one language.

    The number of queries does not depend on the number of schools.
    """
    slugs = list(dict.fromkeys(slug for slug in slugs if SLUG.match(slug)))[:50]
    pages_by_slug = {page.school.slug: page for page in profiles.filter(school__slug__in=slugs)} if slugs else {}
    pages = [pages_by_slug[slug] for slug in slugs if slug in pages_by_slug]
    compared_pages = pages[:MOST]
    comparison = Comparison(
        compared_pages, left_out=[page.school.short_name for page in pages[MOST:]], unknown=len(slugs) - len(pages)
    )
    if not compared_pages:
        return comparison
    schools = [page.school for page in compared_pages]
    prefetch_related_objects(schools, "programs")
    fetch_lists(schools, "enrollments", "offerings")
    series = _series(schools)
    comparison.sources = number_sources(item for of_school in series for item in of_school.values())
    comparison.facts = [row for row in _facts(schools, comparison.sources) if not row.is_empty]
    comparison.results = _results(schools, series)
    return comparison


def _series(schools) -> list[dict[str, Series]]:
    """Return the series of each school by measure.

    High schools are compared by enrollment in grades 9 to 12, so the total of a complex is left out.
    """
    records = records_of(*(school.pk for school in schools))
    left_out = {Level.HIGH: Measure.ENROLLMENT}
    return [
        {
            item.measure: item
            for item in series_of(school, records[school.pk])
            if item.measure != left_out.get(school.level)
        }
        for school in schools
    ]


def _facts(schools, sources: list[str]) -> list[Row]:
    seasons = current_seasons()

    def row(label, cell):
        return Row(label, _names(schools), [cell(school) for school in schools])

    return [
        row(_("Level"), lambda school: Cell(school.get_level_display())),
        row(_("Grades"), lambda school: Cell(school.grades)),
        row(_("Neighborhood or city"), lambda school: Cell(school.campus.area)),
        row(_("Address"), lambda school: Cell(school.campus.address)),
        *(
            row(capfirst(label(entry)), lambda school, entry=entry: _fact(school, entry))
            for entry in fields_of(Group.CONTACT, Group.PLACE)
            if not entry.part_of
        ),
        row(_("Programs"), lambda school: Cell(", ".join(program.name for program in school.programs.all()))),
        row(_("Applications"), lambda school: Cell(_applications(school, seasons))),
        *(row(topic.label, lambda school, topic=topic: Cell(_offering(school, topic))) for topic in OfferingTopic),
        row(_("Opened"), lambda school: Cell(date_format(school.opened, "YEAR_MONTH_FORMAT"))),
        row(_("Closed"), lambda school: Cell(date_format(school.closed, "YEAR_MONTH_FORMAT") if school.closed else "")),
        row(_("Details as of"), lambda school: _checked(school, sources)),
    ]


def _fact(school, entry: RecordField) -> Cell:
    if entry.is_empty(school):
        return Cell()
    shown = fact(school, entry)
    return Cell(shown.text, url="" if school.is_closed else shown.url)


def _applications(school, seasons) -> str:
    """Return the school's application dates in words; empty without dates."""
    return " ".join(f"{window.shown_year}: {window.sentence}" for window in school.windows(seasons))


def _offering(school, topic: OfferingTopic) -> str:
    """Return what the school says about `topic`; empty if it says nothing or has closed."""
    offerings = [] if school.is_closed else school.offerings.all()
    return next((offering.text for offering in offerings if offering.topic == topic), "")


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


def _results(schools, series: list[dict[str, Series]]) -> list[tuple[str, list[Row]]]:
    """Return a row for each measure that at least one school has, under the headings of the profiles.

    Related measures of both levels are together.
    """
    groups: dict[str, set[Measure]] = defaultdict(set)
    for groups_of_level in GROUPS.values():
        for heading, measures in groups_of_level:
            groups[heading].update(measures)
    rows = [
        (
            heading,
            [
                _row(schools, series, measure)
                for measure in Measure
                if measure in measures and any(measure in of_school for of_school in series)
            ],
        )
        for heading, measures in groups.items()
    ]
    return [(heading, of_heading) for heading, of_heading in rows if of_heading]


def _row(schools, series: list[dict[str, Series]], measure: Measure) -> Row:
    cells = [_cell(of_school.get(measure)) for of_school in series]
    return Row(measure.label, _names(schools), cells, DEFINITIONS[measure])


def _cell(series: Series | None) -> Cell:
    if series is None:
        return Cell()
    latest = series.latest
    return Cell(
        latest.text or _("Not published"),
        latest.year,
        latest.count if latest.text and series.is_percent else None,
        "" if latest.text else series.state_page,
        series.source_number,
        series.note,
    )
