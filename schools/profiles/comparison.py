"""Schools beside each other: up to four on a screen, and up to three on a sheet of paper.

The comparison has a few rows at first sight, then one row per fact, with year and source. The sheet is one printed page
in every language, for someone who helps a family. Their addresses hold the choice, so they can be sent.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.utils.formats import date_format
from django.utils.text import capfirst, get_text_list
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from schools.finder.answer import fetch
from schools.finder.criteria import SLUG, Criteria
from schools.finder.folding import words_of
from schools.finder.search import find
from schools.profiles.cards import in_short_of
from schools.profiles.facts import NOT_ASKED, Offer, fact, label, offerings_of
from schools.profiles.in_short import Number, years_note
from schools.profiles.prefetch import fetch_lists
from schools.register.models import OfferingTopic, PlaceKind
from schools.register.models.campus import miles_between
from schools.register.record_fields import Group, RecordField, fields_of
from schools.register.seasons import current_seasons
from schools.results.series import Series, number_sources, records_of, series_of
from schools.states import ABSENCE, current

MOST = 4
MOST_ON_PAPER, MOST_CHOSEN = 3, 10  # schools on the sheet, and in its address
DAILY = 50  # miles: nobody goes farther every day, so only the nearest school may be farther away
NEEDS = [topic for topic in OfferingTopic if topic not in NOT_ASKED]
SHORTEST_START = 4  # letters of a word in an address that begin a word of the name: “tech” for “Technology”


@dataclass(frozen=True)
class Cell:
    """One school's value in a row.

    `text` is empty if the value is unknown. `count` is the number of scholars behind it, `url` a link on the text,
    `source_number` the number of its source, and `note` a remark about this school only. `is_best`: of the cells of a
    brief row, the nearest or highest, or the lowest absence.
    """

    text: str = ""
    year: str = ""
    count: int | None = None
    url: str = ""
    source_number: int = 0
    note: str = ""
    is_best: bool = False


@dataclass
class Row:
    """One fact about every school, in the order of `names`."""

    label: str
    names: list[str]
    cells: list[Cell]
    definition: str = ""
    best: str = ""  # what a color marks in a brief row

    @property
    def named(self) -> list[tuple[str, Cell]]:
        return list(zip(self.names, self.cells, strict=True))

    @property
    def differs(self) -> bool:
        """True if the schools differ. Empty cells do not count."""
        return len({cell.text for cell in self.cells if cell.text}) > 1


@dataclass
class Comparison:
    """A comparison of `profiles`, in the requested order.

    `brief` are the rows that families read first, under `brief_names`, with their years in `brief_note`. Of all rows,
    `facts` come from the register and `results`, by heading, from the state; `sources` are numbered for both.
    `left_out` has the names of schools after the fourth, and `unknown` is the number of short names without a public
    profile.
    """

    profiles: list
    brief: list[Row]
    brief_note: str
    facts: list[Row]
    results: list[tuple[str, list[Row]]]
    sources: list[str]
    left_out: list[str]
    unknown: int

    @property
    def brief_names(self) -> list[str]:
        """The names in a word or two, if they differ."""
        names = [brief_name(page.school) for page in self.profiles]
        return names if len(set(names)) == len(names) else [page.school.short_name for page in self.profiles]

    @property
    def color_note(self) -> str:
        """What the color of a cell of the brief rows means; empty if none has it."""
        marked = dict.fromkeys(row.best for row in self.brief if any(cell.is_best for cell in row.cells))
        if not marked:
            return ""
        return _("Color marks %(best)s. It is not a ranking.") % {"best": get_text_list(list(marked))}

    @property
    def removals(self) -> list[tuple[Any, str, str]]:
        """Each profile, its brief name, and the query string of the comparison without it."""
        return [
            (page, name, urlencode([("school", other.school.slug) for other in self.profiles if other != page]))
            for page, name in zip(self.profiles, self.brief_names, strict=True)
        ]


def brief_name(school) -> str:
    """Return the words of the name that are in the short name of the address: “Burton Tech”, “Gertz-Ressler”."""
    parts, found = school.slug.split("-"), []
    for word in school.short_name.split():
        words = "-".join(words_of(word)).split("-")
        if words == [""]:  # a dash, or “&”
            continue
        start = next((part for part in parts if len(part) >= SHORTEST_START and words[0].startswith(part)), "")
        if all(one in parts for one in words) or start == words[0] or "".join(words) in parts:  # “K–8” is k8 there
            found.append(word)
        elif start:
            found.append(word[: len(start)])
    return " ".join(found) or school.short_name


def compare(slugs: list[str], profiles, place=None) -> Comparison:
    """Compare the schools with the short names `slugs` that are in `profiles`, a queryset of one language.

    `place` is where miles are measured from.
    The number of queries does not depend on the number of schools.
    """
    slugs = list(dict.fromkeys(slug for slug in slugs if SLUG.match(slug)))[:50]
    pages_by_slug = {page.school.slug: page for page in profiles.filter(school__slug__in=slugs)}
    pages = [pages_by_slug[slug] for slug in slugs if slug in pages_by_slug]
    schools = [page.school for page in pages[:MOST]]
    prefetch_related_objects(schools, "programs")
    fetch_lists(schools, "enrollments", "offerings")
    series = _series(schools)
    brief, brief_note = _brief(schools, series, place)
    sources = number_sources(item for of_school in series for item in of_school.values())
    return Comparison(
        pages[:MOST],
        brief,
        brief_note,
        facts=[row for row in _facts(schools) if any(cell.text for cell in row.cells)],
        results=_results(schools, series),
        sources=sources,
        left_out=[page.school.short_name for page in pages[MOST:]],
        unknown=len(slugs) - len(pages),
    )


def _series(schools) -> list[dict[str, Series]]:
    """Return the series of each school by measure.

    High schools are compared by enrollment in grades 9 to 12, so the total of a complex is left out.
    """
    records = records_of(*(school.pk for school in schools))
    return [
        {
            item.measure: item
            for item in series_of(school, records[school.pk])
            if current().measure(item.measure).for_complex != school.level
        }
        for school in schools
    ]


def _brief(schools, series: list[dict[str, Series]], place) -> tuple[list[Row], str]:
    """Return the rows that families read first, and the years of their numbers."""
    rows, sizes, years, names = [], [], [], _names(schools)
    if place:
        points = [school.campus.point for school in schools]
        miles = [point and round(miles_between(*place.point, *point), 1) for point in points]
        cells = _best([Cell("" if one is None else str(one)) for one in miles], miles, min)
        rows.append(Row(_("Miles"), names, cells, best=_("the nearest")))
    numbers = _brief_numbers(schools, series)
    for heading in dict.fromkeys(heading for of_school in numbers for heading in of_school):
        found = [of_school.get(heading) for of_school in numbers]
        first, newest = next(one for one in found if one), max(one.year for one in found if one)
        cells = [Cell(one.text, note=_brief_note(one, newest)) if one else Cell() for one in found]
        is_alike = len({(one.measure, one.year, one.of_both) for one in found if one}) == 1
        best, said = (min, _("the lowest absence")) if first.of.topic == ABSENCE else (max, _("the highest"))
        if not first.is_size and is_alike:
            cells = _best(cells, [one.share if one else None for one in found], best)
        (sizes if first.is_size else rows).append(Row(heading, names, cells, best=said))
        years.append((heading, newest))
    return rows + sizes, years_note(years) if years else ""


def _brief_numbers(schools, series: list[dict[str, Series]]) -> list[dict[str, Number]]:
    """Return the numbers of the brief rows of each school by heading, which is a card's label if the schools agree.

    Each heading has one measure: tests and absences of other grades differ.
    """
    found = [in_short_of(school, one.values()).numbers for school, one in zip(schools, series, strict=True)]
    grades: dict[str, set[str]] = defaultdict(set)
    for one in chain.from_iterable(found):
        grades[one.measure].add(one.grades)

    def heading(one: Number) -> str:
        if one.of.topic == ABSENCE and sum(current().measure(name).topic == ABSENCE for name in grades) > 1:
            return one.of.label
        tested = one.grades if len(grades[one.measure]) == 1 else _("all grades")
        return ", ".join(filter(None, [str(one.of.short), tested]))

    return [{heading(one): one for one in of_school if one.measure in current().brief} for of_school in found]


def _brief_note(one: Number, newest: str) -> str:
    """Return what makes the number unlike others in its row, whose `newest` year is said below the rows."""
    return ", ".join(filter(None, [_("both schools") if one.of_both else "", one.year if one.year != newest else ""]))


def _best(cells: list[Cell], values: list, best) -> list[Cell]:
    """Mark the cells with the `best` of `values`, if all are known and differ."""
    if None in values or len(set(values)) == 1:
        return cells
    return [replace(cell, is_best=value == best(values)) for cell, value in zip(cells, values, strict=True)]


def _facts(schools) -> list[Row]:
    seasons, names = current_seasons(), _names(schools)
    offered = [{} if one.is_closed else {said.topic: said.text for said in one.offerings.all()} for one in schools]

    def row(label, cell):
        return Row(label, names, [cell(school) for school in schools])

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
        *(Row(topic.label, names, [Cell(one.get(topic, "")) for one in offered]) for topic in OfferingTopic),
        row(_("Opened"), lambda school: Cell(date_format(school.opened, "YEAR_MONTH_FORMAT"))),
        row(_("Closed"), lambda school: Cell(date_format(school.closed, "YEAR_MONTH_FORMAT") if school.closed else "")),
    ]


def _fact(school, entry: RecordField) -> Cell:
    if entry.is_empty(school):
        return Cell()
    shown = fact(school, entry)
    return Cell(shown.text, url="" if school.is_closed else shown.url)


def _applications(school, seasons) -> str:
    """Return the school's application dates in words; empty without dates."""
    return " ".join(f"{window.shown_year}: {window.sentence}" for window in school.windows(seasons))


def _names(schools) -> list[str]:
    return [school.short_name for school in schools]


def _results(schools, series: list[dict[str, Series]]) -> list[tuple[str, list[Row]]]:
    """Return a row for each measure that at least one school has, under the headings of the profiles.

    Related measures of both levels are together.
    """
    groups: dict[str, set[str]] = defaultdict(set)
    for heading, measures in chain.from_iterable(current().groups.values()):
        groups[heading].update(measures)
    known = [one for one in current().measures.values() if any(one.name in of_school for of_school in series)]
    rows: dict[str, list[Row]] = defaultdict(list)
    for heading, measures in groups.items():
        for one in known:
            if one.name in measures:
                cells = [_cell(of_school.get(one.name)) for of_school in series]
                rows[heading].append(Row(one.label, _names(schools), cells, one.definition))
    return list(rows.items())


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


def sheet(criteria: Criteria, slugs: list[str], needs: list[str], index) -> dict:
    """Return the context of the sheet of the open schools `slugs` below the list `index`, or of the nearest that match
    `criteria`, with what they say about the family's `needs`. `question` is the query string of its address."""
    topics = [topic for topic in NEEDS if topic in needs]
    slugs = [slug for slug in dict.fromkeys(slugs) if SLUG.match(slug)][:MOST_CHOSEN]
    criteria = replace(criteria, closed=False)
    results = find(Criteria(near=criteria.near) if slugs else criteria, index)
    if slugs and results.criteria.near != criteria.near:  # it names a school, not a place
        results = find(Criteria(), index)
    matches, pages = results.hits, {}
    if slugs:
        pages = {page.school.slug: page for page in index.profiles.filter(school__slug__in=slugs)}
        by_key = {match.profile.page: match for match in matches}
        matches = [by_key[pages[slug].pk] for slug in slugs if slug in pages and pages[slug].pk in by_key]
    has_schools = slugs or (results.place and not results.closed_only)
    profiles = fetch(matches[:MOST_ON_PAPER], []) if has_schools else []
    profiles = [one for place, one in enumerate(profiles) if slugs or not place or (one.miles or 0) <= DAILY]
    printed = {profile.school.slug for profile in profiles}
    fetch_lists([profile.school for profile in profiles], "offerings")
    for profile in profiles:
        profile.windows = profile.school.windows(profile.seasons)
        known = offerings_of(profile.school).known
        profile.offers = [offer for offer in known if offer.checked and offer.topic in topics]
    said = [{offer.topic for offer in profile.offers} for profile in profiles]
    place, asked, listed, by_law = results.place, criteria, slugs, current().by_law
    if place and place.kind == PlaceKind.POINT:
        place = None  # where someone is goes neither on paper nor into an address that is sent on
        if profiles:
            asked, listed = Criteria(grade=criteria.grade), [profile.school.slug for profile in profiles]
    pairs = [*(("school", slug) for slug in listed), *(("need", topic) for topic in topics)]
    return {
        "asked": criteria,
        "filters": parse_qsl(criteria.query_string(q="", near="", grade=None)),
        "chosen": slugs,
        "left_out": [pages[slug].school.short_name for slug in slugs if slug in pages and slug not in printed],
        "unknown": [slug for slug in slugs if slug not in pages],
        "place": results.place,
        "near": place,
        "problem": results.place_problem,
        "profiles": profiles,
        "needs": [(topic, topic in topics) for topic in NEEDS],
        "ask": [topic for topic in topics if topic not in by_law and not all(topic in one for one in said)],
        "by_law": [Offer(topic, by_law[topic]) for topic in topics if topic in by_law],
        "unset_year": next(filter(None, (profile.unset_year(profile.windows) for profile in profiles)), ""),
        "codes": sorted((code for code, _name in settings.LANGUAGES), key=lambda code: code != get_language()),
        "share_text": "\n".join(profile.share_text for profile in profiles),
        "question": "&".join(filter(None, [asked.query_string(), urlencode(pairs)])),
    }
