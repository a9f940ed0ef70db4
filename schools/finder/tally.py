"""Rank and count in one query: the matching profiles in order, and the number of schools for each filter value.

With 10,000 schools the scan is the main cost, so one query does everything. It reads one narrow table
(`ListedProfile`), limited to the public profiles of one school list.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from math import exp

from django.db import connection

from schools.register.distance import chord, direction
from schools.register.models import Place

from .criteria import Criteria
from .keys import Keys
from .terms import Term

# If no school matches all words, show schools that match at least this share of the best one. Words count by rarity.
ENOUGH = 0.6
COMMON = 1.1  # rarity of a word that half of the schools have; ignored if the question has a rarer word
MANY = 0.4  # share of matching schools above which reading all profiles is faster than looking up each one

# One row for each profile of a school that has opened and matches the programs: its sort keys, its values to count, and
# whether it passes the other filters. Leaves out profiles with a view restriction. If the list or a page above it has
# one, nothing is public.
PAGES = """
  SELECT page_id AS page, school_id AS record, name, level, lowest, highest, area, {apart} AS apart,
         {is_shown} AS is_shown, {is_within} AS is_within, {in_filters} AS in_filters
  FROM schools_listedprofile AS row
  WHERE list_id = %(list)s AND opened <= %(today)s {only}
    AND page_id NOT IN (SELECT page_id FROM wagtailcore_pageviewrestriction)
    AND NOT EXISTS (
      SELECT FROM wagtailcore_pageviewrestriction AS restriction JOIN wagtailcore_page AS page
        ON page.id = restriction.page_id WHERE %(path)s ^@ page.path
    )
"""
APART = "((x - %(x)s) * (x - %(x)s) + (y - %(y)s) * (y - %(y)s) + (z - %(z)s) * (z - %(z)s))"
OPEN = "(closed IS NULL OR closed >= %(today)s)"
OFFERS = """
  AND EXISTS (
    SELECT FROM schools_school_programs AS link JOIN schools_program AS program ON program.id = link.program_id
    WHERE link.school_id = row.school_id AND program.slug = %(program_{n})s
  )
"""
MATCHES = """
  SELECT school_id, sum(best) AS score, sum(rarity) AS covered
  FROM (
    SELECT found.school_id, max(asked.fit * found.weight) * max(asked.rarity) AS best, max(asked.rarity) AS rarity
    FROM unnest(%(terms)s::int[], %(words)s::text[], %(fits)s::float8[], %(rarities)s::float8[])
      AS asked(term, word, fit, rarity)
    JOIN schools_schoolword AS found USING (word)
    GROUP BY found.school_id, asked.term
  ) AS terms
  GROUP BY school_id
"""
ALL_FIT = "WITH fit AS NOT MATERIALIZED ({pages})"  # reading the rows again is faster than storing them
BEST_FIT = """
WITH found AS MATERIALIZED (
  SELECT page.*, score, covered FROM ({pages} {all}) AS page JOIN ({matches}) AS matches ON school_id = page.record
), enough AS MATERIALIZED (
  SELECT CASE WHEN best >= %(full)s::float8 THEN %(full)s::float8 ELSE best * %(enough)s::float8 END AS least
  FROM (SELECT COALESCE(max(covered) FILTER (WHERE is_within), max(covered)) AS best FROM found) AS words
), fit AS NOT MATERIALIZED (
  SELECT found.* FROM found JOIN enough ON covered >= least
)
"""
HITS = "is_shown AND is_within AND in_filters"
CLOSED = "NOT is_shown AND is_within AND in_filters"
READ_ALL = "OFFSET 0"  # stops the planner from looking up profiles one by one; it underestimates common words
HITS_FOUND = """
SELECT 'hits' AS what, NULL AS level, NULL::int AS lowest, NULL::int AS highest, NULL AS value, NULL::int AS number,
       ARRAY(SELECT page FROM fit WHERE {hits} ORDER BY {order}, page LIMIT %(first)s) AS pages
"""
CLOSED_FOUND = """
UNION ALL
SELECT 'closed', NULL, NULL, NULL, NULL, (SELECT count(*) FROM fit WHERE {closed}),
       ARRAY(SELECT page FROM fit WHERE {closed} ORDER BY {order}, page LIMIT %(first)s)
  WHERE NOT EXISTS (SELECT FROM fit WHERE {hits})
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
  WHERE {hits} GROUP BY program.slug
"""
ORDERS = {"distance": "apart NULLS LAST, name", "relevance": "score DESC, name", "area": "area, name"}


@dataclass
class Tally:
    """The primary keys of matching profiles, and counts.

    `hits`: all matches. `closed`: if there are no hits, matching closed schools (only with a text). `beyond`: the
    nearest match outside the requested distance. `counts`: schools by filter and value.
    """

    hits: Keys = field(default_factory=Keys)
    closed: Keys = field(default_factory=Keys)
    beyond: Keys = field(default_factory=Keys)
    counts: dict[str, Counter] = field(default_factory=lambda: defaultdict(Counter))


def tally(
    listed,
    criteria: Criteria,
    terms: list[Term],
    place: Place | None,
    order: str,
    today: date,
    *,
    count_programs: bool,
    first: int | None,
) -> Tally:
    """Rank and count the profiles of the `SchoolIndexPage` `listed` in one query. `order` is a key of `ORDERS`.

    Only the `first` keys are sorted, because sorting is expensive. Reading later keys runs the query again for all.
    """
    result = Tally()
    rerun = partial(tally, listed, criteria, terms, place, order, today, count_programs=False, first=None)
    with connection.cursor() as cursor:
        cursor.execute(*_statement(listed, criteria, terms, place, order, today, count_programs, first))
        rows = cursor.fetchall()
    for kind, _level, _lowest, _highest, value, number, pages in rows:
        if kind in ("hits", "closed", "beyond"):
            setattr(result, kind, Keys(number, pages or [], lambda kind=kind: getattr(rerun(), kind).loaded))
        elif kind == "program":
            result.counts[kind][value] = number
    result.hits.count = _count(result.counts, criteria, [row[1:6] for row in rows if row[0] == "group"])
    return result


def _count(counts, criteria: Criteria, groups: list[tuple[str, int, int, str, int]]) -> int:
    """Add the counts of each group (level, lowest and highest grade, area, number of schools) to `counts`.

    A group counts for a filter if it passes the other two. Return the number of schools that pass all three.
    """
    asked_level, grade, asked_area = criteria.level, criteria.grade, criteria.area
    levels, areas, spans, total = counts["level"], counts["area"], Counter(), 0
    for level, lowest, highest, area, number in groups:
        in_level = not asked_level or level == asked_level
        in_grade = grade is None or lowest <= grade <= highest
        in_area = not asked_area or area == asked_area
        if in_grade and in_area:
            levels[level] += number
        if in_level and in_grade:
            areas[area] += number
        if in_level and in_area:
            spans[lowest, highest] += number
            total += number * in_grade
    for (lowest, highest), number in spans.items():
        for each_grade in range(lowest, highest + 1):
            counts["grade"][str(each_grade)] += number
    return total


def _statement(listed, criteria, terms, place, order, today, count_programs, first) -> tuple[str, dict]:
    pages, params = _pages(listed, criteria, place, today, bool(terms))
    params["first"] = first
    rare = [term for term in terms if term.rarity > COMMON] or terms
    rows = [(n, word, fit, term.rarity) for n, term in enumerate(rare) for word, fit in term.candidates.items()]
    if rows:
        columns = (list(column) for column in zip(*rows, strict=True))
        params |= dict(zip(("terms", "words", "fits", "rarities"), columns, strict=True))
        # Allow for rounding errors in the sums.
        params |= {"full": sum(term.rarity for term in rare) * 0.999, "enough": ENOUGH}
    share = sum(1 / (exp(term.rarity) - 1) for term in rare)
    parts = [BEST_FIT if rows else ALL_FIT, HITS_FOUND, CLOSED_FOUND * bool(rows), GROUPS]
    parts += [BEYOND * bool(place and criteria.within), PROGRAMS * count_programs]
    names = {"pages": pages, "matches": MATCHES, "all": READ_ALL if share > MANY else ""}
    return "".join(parts).format(**names, hits=HITS, closed=CLOSED, order=ORDERS[order]), params


def _pages(listed, criteria: Criteria, place: Place | None, today: date, with_text: bool) -> tuple[str, dict]:
    """Return `PAGES` for a question, and its parameters."""
    params = {"list": listed.pk, "path": listed.path, "today": today}
    filters = []
    if criteria.level:
        filters.append("level = %(level)s")
    if criteria.grade:
        filters.append("%(grade)s BETWEEN lowest AND highest")
    if criteria.area:
        filters.append("area = %(area)s")
    params |= {"level": criteria.level, "grade": criteria.grade, "area": criteria.area}
    if place:
        params |= dict(zip("xyz", direction(place), strict=True))
    if place and criteria.within:
        params["within"] = chord(criteria.within)
    only = ""
    for n, slug in enumerate(criteria.programs):
        only += OFFERS.format(n=n)
        params[f"program_{n}"] = slug
    if not (criteria.closed or with_text):
        only += f" AND {OPEN}"
    pages = PAGES.format(
        apart=APART if place else "NULL::float8",
        is_shown="true" if criteria.closed else OPEN,
        is_within=f"{APART} <= %(within)s" if "within" in params else "true",
        in_filters=" AND ".join(filters) or "true",
        only=only,
    )
    return pages, params
