"""One query that ranks and counts: which profiles answer the question, in order, and how many each filter would leave.

Everything is counted in one go because the rows are found only once: with 10,000 schools the scan is what costs.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db import connection
from django.db.models import BooleanField, Exists, ExpressionWrapper, F, FloatField, OuterRef, Q, Value
from django.db.models.functions import ASin, Cast, Cos, Power, Radians, Sin, Sqrt

from schools.models.place import Place
from schools.models.program import Program
from schools.models.synonym import GRADES
from schools.nearby import EARTH_RADIUS_MILES

from .criteria import Criteria
from .terms import Term

# Schools that match all words are the answer. Without one, those that match nearly as much as the best: the words
# count by their rarity.
ENOUGH = 0.6
COMMON = 1.1  # rarity of a word that half of the schools have: beside a rarer one it says nothing

MATCHES = """
  SELECT school_id, sum(best) AS score, sum(rarity) AS covered
  FROM (
    SELECT found.school_id, asked.term, max(asked.fit * found.weight) * max(asked.rarity) AS best,
           max(asked.rarity) AS rarity
    FROM unnest(%s::int[], %s::text[], %s::float8[], %s::float8[]) AS asked(term, word, fit, rarity)
    JOIN schools_schoolword AS found USING (word)
    GROUP BY found.school_id, asked.term
  ) AS terms
  GROUP BY school_id
"""
FITTING = """
WITH found AS MATERIALIZED (
  SELECT page.*, {score} AS score, {covered} AS covered FROM ({pages}) AS page {join}
), fit AS MATERIALIZED (
  SELECT * FROM found, (SELECT max(covered) AS best FROM found) AS most
  WHERE covered >= CASE WHEN best >= %s THEN best * 0.999 ELSE best * %s END
), shown AS MATERIALIZED (
  SELECT * FROM fit WHERE is_open OR %s
)
SELECT 'hits' AS what, NULL AS value, count(*) AS number, array_agg(page ORDER BY {order}) AS pages
  FROM shown WHERE in_level AND in_grade AND in_area AND in_programs AND in_reach
UNION ALL
SELECT 'closed', NULL, count(*), array_agg(page ORDER BY {order})
  FROM fit WHERE NOT is_open AND in_level AND in_grade AND in_area AND in_programs AND in_reach
UNION ALL
SELECT 'beyond', NULL, count(*), (array_agg(page ORDER BY miles))[1:1]
  FROM shown WHERE in_level AND in_grade AND in_area AND in_programs AND NOT in_reach AND miles IS NOT NULL
UNION ALL
SELECT 'level', level, count(*), NULL
  FROM shown WHERE in_grade AND in_area AND in_programs AND in_reach GROUP BY level
UNION ALL
SELECT 'grade', grade::text, count(*), NULL
  FROM shown JOIN generate_series(%s, %s) AS grade ON grade BETWEEN lowest AND highest
  WHERE in_level AND in_area AND in_programs AND in_reach GROUP BY grade
UNION ALL
SELECT 'area', area, count(*), NULL
  FROM shown WHERE in_level AND in_grade AND in_programs AND in_reach GROUP BY area
"""
PROGRAMS = """
UNION ALL
SELECT 'program', program.slug, count(*), NULL
  FROM shown JOIN schools_school_programs AS link ON link.school_id = shown.record
  JOIN schools_program AS program ON program.id = link.program_id
  WHERE in_level AND in_grade AND in_area AND in_programs AND in_reach GROUP BY program.slug
"""
ORDERS = {"distance": "miles NULLS LAST, name", "relevance": "score DESC, name", "area": "area, name"}


@dataclass
class Tally:
    """Primary keys of the profiles that answer (`hits`), of the closed ones that would (`closed`), of the nearest
    beyond the distance (`beyond`); `counts` by filter and value, for all values that occur."""

    hits: list[int] = field(default_factory=list)
    closed: list[int] = field(default_factory=list)
    beyond: list[int] = field(default_factory=list)
    counts: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))


def tally(
    profiles,
    criteria: Criteria,
    terms: list[Term],
    place: Place | None,
    order: str,
    today: date,
    *,
    count_programs: bool,
) -> Tally:
    """One query over the queryset `profiles`; `order` is a key of `ORDERS`."""
    statement, params = statement_of(profiles, criteria, terms, place, order, today, count_programs)
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        rows = cursor.fetchall()
    result = Tally()
    for what, value, number, pages in rows:
        if what in ("hits", "closed", "beyond"):
            setattr(result, what, pages or [])
        else:
            result.counts[what][value] = number
    return result


def statement_of(profiles, criteria, terms, place, order, today, count_programs) -> tuple[str, list]:
    """The statement of `tally` and its parameters; the benchmark explains it."""
    pages, page_params = _pages(profiles, criteria, place, today).query.sql_with_params()
    rare = [term for term in terms if term.rarity > COMMON] or terms
    asked = [(n, word, fit, term.rarity) for n, term in enumerate(rare) for word, fit in term.candidates.items()]
    statement = (FITTING + (PROGRAMS if count_programs else "")).format(
        pages=pages,
        join=f"JOIN ({MATCHES}) AS matches ON matches.school_id = page.record" if asked else "",
        score="matches.score" if asked else "0",
        covered="matches.covered" if asked else "0",
        order=ORDERS[order],
    )
    columns = [list(column) for column in zip(*asked, strict=True)]
    full = sum(term.rarity for term in rare) * 0.999  # sums of fractions differ in their last digits
    return statement, [*page_params, *columns, full, ENOUGH, criteria.closed, min(GRADES), max(GRADES)]


def _pages(profiles, criteria: Criteria, place: Place | None, today: date):
    """One row a profile of a school that has opened: what it is ordered and counted by, and which filters it passes."""
    grade = criteria.grade
    programs = [Exists(Program.objects.filter(slug=slug, schools=OuterRef("school_id"))) for slug in criteria.programs]
    rows = profiles.filter(school__opened__lte=today).order_by().annotate(miles=miles_from(place))
    return rows.values(
        "miles",
        page=F("pk"),
        record=F("school_id"),
        name=F("title"),
        level=F("school__level"),
        lowest=F("school__lowest_grade"),
        highest=F("school__highest_grade"),
        area=F("school__campus__area"),
        is_open=_flag(Q(school__closed__isnull=True) | Q(school__closed__gte=today)),
        in_level=_flag(Q(school__level=criteria.level) if criteria.level else None),
        in_grade=_flag(Q(school__lowest_grade__lte=grade, school__highest_grade__gte=grade) if grade else None),
        in_area=_flag(Q(school__campus__area=criteria.area) if criteria.area else None),
        in_programs=_flag(Q(*programs) if programs else None),
        in_reach=_flag(Q(miles__lte=criteria.within) if place and criteria.within else None),
    )


def _flag(condition: Q | None) -> ExpressionWrapper | Value:
    return Value(True) if condition is None else ExpressionWrapper(condition, BooleanField())


def miles_from(place: Place | None):
    """The great-circle miles from `place` to the campus of a profile, as `nearby.miles_between` has them; nothing
    without a place or a point of the campus."""
    if place is None:
        return Value(None, FloatField())
    north, east = (Radians(Cast(f"school__campus__{axis}", FloatField())) for axis in ("latitude", "longitude"))
    here, there = Radians(Value(place.latitude, FloatField())), Radians(Value(place.longitude, FloatField()))
    half = Power(Sin((north - here) / 2), 2) + Cos(north) * Cos(here) * Power(Sin((east - there) / 2), 2)
    return ExpressionWrapper(2 * EARTH_RADIUS_MILES * ASin(Sqrt(half)), FloatField())
