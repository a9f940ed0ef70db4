"""Rank and count: the matching profiles in order, and the number of schools for each filter value."""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from schools.register.models import Place
from schools.register.models.campus import NEARBY

from .criteria import Criteria
from .network import WEIGHTS, NetworkSchool, Profile, network
from .terms import Term

# If no school matches all words, show schools that match at least this share of the best one. Words count by rarity.
ENOUGH = 0.6
ALL = 0.999  # allows for rounding errors in sums of rarities
COMMON = 1.1  # rarity of a word that half of the schools have; ignored if the question has a rarer word
NO_MATCH = (0.0, 0.0)
MOST_NEAR = 3  # open schools shown in place of a closed one


class Match(NamedTuple):
    """A profile that matches the text and the programs; `miles` from the place, `score` of the text."""

    profile: Profile
    miles: float | None
    is_within: bool  # the requested distance
    score: float
    covered: float  # rarity of the words that the school has


ORDERS: dict[str, Callable[[Match], object]] = {
    "distance": lambda match: (match.miles is None, match.miles),
    "relevance": lambda match: -match.score,
    "area": lambda match: match.profile.school.area,
}


@dataclass
class Tally:
    """Matching profiles in order, and counts.

    `hits`: all matches. If there are none, `closed`: matching closed schools (only with a text), and `beyond`: the
    nearest match outside the requested distance, if any. `counts`: schools by filter and value.
    """

    hits: list[Match] = field(default_factory=list)
    closed: list[Match] = field(default_factory=list)
    beyond: list[Match] = field(default_factory=list)
    counts: dict[str, Counter] = field(default_factory=lambda: defaultdict(Counter))


def tally(
    profiles: list[Profile], criteria: Criteria, terms: list[Term], place: Place | None, order: str, today: date
) -> Tally:
    """Rank and count `profiles`, which are in order of their titles. `order` is a key of `ORDERS`."""
    result, shown, closed = Tally(), [], []
    for match in sorted(_matches(profiles, criteria, terms, place, today), key=ORDERS[order]):
        is_shown = criteria.closed or match.profile.school.is_open_on(today)
        (shown if is_shown else closed).append(match)
    result.hits = _count(result.counts, criteria, [match for match in shown if match.is_within])
    if not result.hits:
        closed, shown = (
            [one for one in some if all(_filtered(one.profile.school, criteria))] for some in (closed, shown)
        )
        result.closed = [match for match in closed if terms and match.is_within]
        result.beyond = [match for match in shown if match.miles is not None][:1]
    return result


def _matches(profiles, criteria: Criteria, terms: list[Term], place: Place | None, today: date) -> list[Match]:
    """Return the profiles that match the text and the programs, of schools that have opened."""
    point, within = (place.point, criteria.within) if place else (None, None)
    programs = {*criteria.programs}
    telling = [term for term in terms if term.rarity > COMMON] or terms  # without common words, unless all are
    scores = _scores(telling)
    matches = []
    for profile in profiles:
        school = profile.school
        if school.opened <= today and programs <= school.programs and (not terms or school.key in scores):
            miles = school.miles_from(point)
            is_within = within is None or (miles is not None and miles <= within)
            matches.append(Match(profile, miles, is_within, *scores.get(school.key, NO_MATCH)))
    if not terms:
        return matches
    within = [match.covered for match in matches if match.is_within]
    best = max(within or [match.covered for match in matches], default=0)
    full = ALL * sum(term.rarity for term in telling)
    least = full if best >= full else best * ENOUGH
    return [match for match in matches if match.covered >= least]


def _scores(terms: list[Term]) -> dict[int, tuple[float, float]]:
    """Return the score of each school that has any of `terms`, and the rarity of those that it has."""
    words = network().words if terms else {}
    scores: dict[int, tuple[float, float]] = {}
    for term in terms:
        best: dict[int, float] = {}
        for word, fit in term.candidates.items():
            for school, kinds in words.get(word, {}).items():
                best[school] = max(best.get(school, 0.0), fit * WEIGHTS[kinds[0]])
        for school, weight in best.items():
            score, covered = scores.get(school, NO_MATCH)
            scores[school] = score + weight * term.rarity, covered + term.rarity
    return scores


def _count(counts, criteria: Criteria, matches: list[Match]) -> list[Match]:
    """Add the numbers of schools to `counts`. Return the matches that pass all filters.

    A school counts for the values of a filter if it passes the other two, and for programs if it passes all.
    """
    hits, spans = [], Counter()
    for match in matches:
        school = match.profile.school
        in_level, in_grade, in_area = _filtered(school, criteria)
        if in_grade and in_area:
            counts["level"][school.level] += 1
        if in_level and in_grade:
            counts["area"][school.area] += 1
        if in_level and in_area:
            spans[school.lowest, school.highest] += 1
        if in_level and in_grade and in_area:
            counts["program"].update(school.programs)
            hits.append(match)
    for (lowest, highest), number in spans.items():
        counts["grade"].update({str(grade): number for grade in range(lowest, highest + 1)})
    return hits


def _filtered(school: NetworkSchool, criteria: Criteria) -> tuple[bool, bool, bool]:
    """Return whether a school has the level, the grade, and the area of a question."""
    return (
        not criteria.level or school.level == criteria.level,
        criteria.grade is None or school.lowest <= criteria.grade <= school.highest,
        not criteria.area or school.area == criteria.area,
    )


def open_near(found: list[Profile], profiles: list[Profile], today: date) -> list[Profile]:
    """Return open schools among `profiles` in place of the closed ones `found`; none if one of these is open.

    First the school that follows the first closed one, then the nearest of its level that are `NEARBY`.
    """
    if not found or not all(profile.school.has_closed_by(today) for profile in found):
        return []
    closed = found[0].school

    def rank(profile: Profile) -> tuple:
        miles = profile.school.miles_from(closed.point)
        return profile.school.key != closed.successor, miles is None, miles

    def is_near(school) -> bool:
        return school.level == closed.level and (school.miles_from(closed.point) or 0) <= NEARBY

    schools = (profile for profile in profiles if profile.school.is_open_on(today))
    instead = [one for one in schools if one.school.key == closed.successor or is_near(one.school)]
    return sorted(instead, key=rank)[:MOST_NEAR]
