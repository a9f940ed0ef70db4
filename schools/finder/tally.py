"""One query that ranks and counts: which profiles answer the question, in order, and how many each filter would leave.

Everything is counted in one go because the rows are found only once: with 10,000 schools the scan is what costs.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from math import exp

from django.db import connection
from django.db.models import BooleanField, Exists, ExpressionWrapper, F, FloatField, OuterRef, Q, Value

from schools.models.place import Place
from schools.models.program import Program
from schools.nearby import apart, chord

from .criteria import Criteria
from .keys import Keys
from .terms import Term

# Schools that match all words are the answer. Without one, those that match nearly as much as the best: the words
# count by their rarity.
ENOUGH = 0.6
COMMON = 1.1  # rarity of a word that half of the schools have: beside a rarer one it says nothing
MANY = 0.4  # share of the schools from which on reading all profiles is faster than looking up each that matches

MATCHES = """
  SELECT school_id, sum(best) AS score, sum(rarity) AS covered
  FROM (
    SELECT found.school_id, max(asked.fit * found.weight) * max(asked.rarity) AS best, max(asked.rarity) AS rarity
    FROM unnest(%s::int[], %s::text[], %s::float8[], %s::float8[]) AS asked(term, word, fit, rarity)
    JOIN schools_schoolword AS found USING (word)
    GROUP BY found.school_id, asked.term
  ) AS terms
  GROUP BY school_id
"""
ALL_FIT = "WITH fit AS MATERIALIZED ({pages})"
BEST_FIT = """
WITH found AS MATERIALIZED (
  SELECT page.*, score, covered FROM ({pages} {all}) AS page JOIN ({matches}) AS matches ON school_id = page.record
), fit AS MATERIALIZED (
  SELECT * FROM found WHERE covered >= (
    SELECT CASE WHEN best >= %s::float8 THEN %s::float8 ELSE best * %s::float8 END
    FROM (SELECT COALESCE(max(covered) FILTER (WHERE is_within), max(covered)) AS best FROM found) AS words
  )
)
"""
HITS = "is_shown AND is_within AND in_filters"
CLOSED = "NOT is_shown AND is_within AND in_filters"
READ_ALL = "OFFSET 0"  # the planner cannot know how common a word is, and looks up profile by profile
FOUND = """
SELECT '{what}' AS what, NULL AS level, NULL::int AS lowest, NULL::int AS highest, NULL AS value,
       (SELECT count(*) FROM fit WHERE {which}) AS number,
       ARRAY(SELECT page FROM fit WHERE {which} ORDER BY {order}, page LIMIT %s) AS pages
"""
GROUPS = """
UNION ALL
SELECT 'group', level, lowest, highest, area, count(*), NULL
  FROM fit WHERE is_shown AND is_within GROUP BY level, lowest, highest, area
"""
BEYOND = """
UNION ALL
SELECT 'beyond', NULL, NULL, NULL, NULL, count(*), array_agg(page)
  FROM (SELECT page FROM fit WHERE is_shown AND in_filters AND NOT is_within ORDER BY apart, name LIMIT 1) AS nearest
"""
PROGRAMS = """
UNION ALL
SELECT 'program', NULL, NULL, NULL, program.slug, count(*), NULL
  FROM fit JOIN schools_school_programs AS link ON link.school_id = fit.record
  JOIN schools_program AS program ON program.id = link.program_id
  WHERE is_shown AND is_within AND in_filters GROUP BY program.slug
"""
ORDERS = {"distance": "apart NULLS LAST, name", "relevance": "score DESC, name", "area": "area, name"}


@dataclass
class Tally:
    """Primary keys of the profiles that answer (`hits`), of the closed ones that would (`closed`, only with a text)
    and of the nearest one farther away than asked for (`beyond`); `counts` by filter and value, for all values that
    occur."""

    hits: Keys = field(default_factory=Keys)
    closed: Keys = field(default_factory=Keys)
    beyond: Keys = field(default_factory=Keys)
    counts: dict[str, Counter] = field(default_factory=lambda: defaultdict(Counter))


def tally(
    profiles,
    criteria: Criteria,
    terms: list[Term],
    place: Place | None,
    order: str,
    today: date,
    *,
    count_programs: bool,
    first: int | None,
) -> Tally:
    """One query over the queryset `profiles`; `order` is a key of `ORDERS`.

    Only the `first` keys are put in order: sorting is what costs most next to reading all rows. Whoever wants to see
    more than those asks the same once more, for all keys.
    """
    result = Tally()
    again = partial(tally, profiles, criteria, terms, place, order, today, count_programs=False, first=None)
    with connection.cursor() as cursor:
        cursor.execute(*_statement(profiles, criteria, terms, place, order, today, count_programs, first))
        for what, level, lowest, highest, value, number, pages in cursor.fetchall():
            if what in ("hits", "closed", "beyond"):
                setattr(result, what, Keys(number, pages or [], lambda what=what: getattr(again(), what).first))
            elif what == "program":
                result.counts[what][value] = number
            else:
                _count(result.counts, criteria, level, range(lowest, highest + 1), value, number)
    return result


def _count(counts, criteria: Criteria, level: str, grades: range, area: str, number: int) -> None:
    """Adds `number` schools of one level, span of grades and area: to each filter if they pass the other two."""
    in_level = criteria.level in ("", level)
    in_grade = criteria.grade is None or criteria.grade in grades
    in_area = criteria.area in ("", area)
    if in_grade and in_area:
        counts["level"][level] += number
    if in_level and in_grade:
        counts["area"][area] += number
    if in_level and in_area:
        for grade in grades:
            counts["grade"][str(grade)] += number


def _statement(profiles, criteria, terms, place, order, today, count_programs, first) -> tuple[str, list]:
    pages, params = _pages(profiles, criteria, place, today, bool(terms)).query.sql_with_params()
    rare = [term for term in terms if term.rarity > COMMON] or terms
    asked = [(n, word, fit, term.rarity) for n, term in enumerate(rare) for word, fit in term.candidates.items()]
    full = sum(term.rarity for term in rare) * 0.999  # sums of fractions differ in their last digits
    if asked:
        params = [*params, *(list(column) for column in zip(*asked, strict=True)), full, full, ENOUGH]
    share = sum(1 / (exp(term.rarity) - 1) for term in rare)
    parts = BEST_FIT if asked else ALL_FIT
    parts = parts.format(pages=pages, matches=MATCHES, all=READ_ALL if share > MANY else "")
    for what, which in [("hits", HITS), ("closed", CLOSED)] if asked else [("hits", HITS)]:
        parts += "UNION ALL" * (what != "hits") + FOUND.format(what=what, which=which, order=ORDERS[order])
        params = [*params, first]
    return parts + GROUPS + BEYOND * bool(place and criteria.within) + PROGRAMS * count_programs, params


def _pages(profiles, criteria: Criteria, place: Place | None, today: date, with_text: bool):
    """One row for each profile of a school that has opened and passes programs: what it is ordered and counted by, and
    whether it passes the other filters."""
    is_open = Q(school__closed__isnull=True) | Q(school__closed__gte=today)
    filters = Q()
    if criteria.level:
        filters &= Q(school__level=criteria.level)
    if criteria.grade:
        filters &= Q(school__lowest_grade__lte=criteria.grade, school__highest_grade__gte=criteria.grade)
    if criteria.area:
        filters &= Q(school__campus__area=criteria.area)
    rows = (
        profiles.filter(school__opened__lte=today)
        .order_by()
        .annotate(apart=apart(place, "school__campus") if place else Value(None, FloatField()))
    )
    for slug in criteria.programs:
        rows = rows.filter(Exists(Program.objects.filter(slug=slug, schools=OuterRef("school_id"))))
    within = Q(apart__lte=chord(criteria.within)) if place and criteria.within else None
    if not (criteria.closed or with_text):
        rows = rows.filter(is_open)
    return rows.values(
        "apart",
        page=F("pk"),
        record=F("school_id"),
        name=F("title"),
        level=F("school__level"),
        lowest=F("school__lowest_grade"),
        highest=F("school__highest_grade"),
        area=F("school__campus__area"),
        is_shown=_flag(None if criteria.closed else is_open),
        is_within=_flag(within),
        in_filters=_flag(filters or None),
    )


def _flag(condition: Q | None) -> ExpressionWrapper | Value:
    return Value(True) if condition is None else ExpressionWrapper(condition, BooleanField())
