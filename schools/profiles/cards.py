"""What is said of a school beside its name: the state's newest numbers with a yardstick, and until when to apply.

For a list of schools, both come inside the query that fetches the profiles, so that it needs no further one.
"""

from decimal import Decimal

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, Max, OuterRef, Value
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from pages.content_cache import memoized
from schools.register.models import Enrollment, EnrollmentSeason, SchoolStateRecord
from schools.register.school_year import shown_year
from schools.results.models import AreaResult, Result
from schools.states import TEST, current
from toolkit.json_rows import object_of, rows_of

from .in_short import InShort, Number


def fetch(profiles, keys) -> dict:
    """Return those of the queryset `profiles` with these keys, by key, with what their cards show. One query."""
    pages = _with_cards(profiles).in_bulk(keys)
    for profile in pages.values():
        profile.school.enrollments = [object_of(Enrollment, row) for row in profile.its_windows]
        profile.seasons = [object_of(EnrollmentSeason, row) for row in profile.its_seasons]
    return pages


def _with_cards(profiles):
    results = Result.objects.filter(
        record__school_links__school=OuterRef("school"), measure__in=current().in_short, value__isnull=False
    )
    results = results.order_by("measure", "-year", F("record__closed").desc(nulls_first=True)).distinct("measure")
    other_schools = SchoolStateRecord.objects.filter(record=OuterRef("record")).exclude(
        school=OuterRef(OuterRef("school"))
    )
    columns = {name: name for name in ("measure", "value", "year", "source")}
    row = JSONObject(**columns, is_shared=Exists(other_schools))
    return profiles.annotate(
        its_results=ArraySubquery(results.values(row=row)),
        its_windows=rows_of(Enrollment.objects.filter(school=OuterRef("school"))),
        its_seasons=rows_of(EnrollmentSeason.objects.all()),
    )


def in_short(school, rows) -> InShort:
    """Return what the newest row of each measure says: its `value`, `year` (2024-25), `source`, and whether its state
    record `is_shared` with another school. A measure that the school's level does not show is left out."""
    state, level = current(), school.level
    shown = {name for name in state.shown(level) if state.measure(name).for_complex != level} & {*state.in_short}
    newest = {row["measure"]: row for row in rows if row["measure"] in shown}
    return InShort([_number(school, row) for row in newest.values()], school.highest_grade - school.lowest_grade + 1)


def in_short_of(school, series) -> InShort:
    """Return the same from all results of `school`, for its profile."""
    points = ((item, point) for item in series for point in item.points if point.value is not None)
    return in_short(school, [vars(point) | {"is_shared": bool(item.note)} for item, point in points])


def legend() -> str:
    """Return what the bars of cards count, and their years, once for a list; empty without numbers."""
    known = _yardsticks()
    high, middle = (shown_year(known.get(measure, "")) for measure in current().legend_years)
    if not high:
        return ""
    years = current().legend_both if middle not in ("", high) else "%(high)s"
    return current().legend % {"years": years % {"high": high, "middle": middle}}


def _number(school, row: dict) -> Number:
    measure, year = current().measure(row["measure"]), row["year"].replace("–", "-")
    of_both, is_test = row["is_shared"] and measure.of_record, measure.topic == TEST
    known = _yardsticks()
    grades = str(measure.grades) or _("grades %(grades)s") % {"grades": school.grades}
    return Number(
        measure.name,
        Decimal(str(row["value"])),
        shown_year(year),
        row["source"],
        grades=(_("both schools") if of_both else grades) if is_test else "",
        yardstick=None if of_both and is_test else known.get((measure.name, year)),
        of_both=of_both,
        is_older=year < known.get(measure.name, ""),
    )


@memoized
def _yardsticks() -> dict:
    """Return the yardsticks by (measure, year), and the newest year of each measure."""
    areas = AreaResult.objects.filter(measure__in=current().in_short, value__isnull=False).order_by()
    newest = Result.objects.filter(value__isnull=False).order_by().values("measure")
    rows = areas.values_list("area", "measure", "year", "value").union(
        newest.annotate(area=Value(""), newest=Max("year"), most=Max("value")).values_list(
            "area", "measure", "newest", "most"
        ),
        all=True,
    )
    found = {}
    for area, measure, year, value in rows:
        if not area:
            found[measure] = year
        elif area == current().measure(measure).yardstick:
            found[measure, year] = value
    return found
