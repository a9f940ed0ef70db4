"""Counts searches that found nothing, so that staff learn which words and filters to help with.

Nothing that a visitor typed is kept, only the shape of the question and such words as stand in a list of ours.
"""

import logging
import time

from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone

from schools.models.miss import SearchMiss
from schools.models.program import Program
from schools.models.synonym import Meaning, Synonym

from .criteria import Criteria
from .folding import fold
from .results import Results

SECONDS_BETWEEN = 1.0  # for one process: a crawler's thousand questions an hour say nothing about families
MOST_SHAPES_A_DAY = 500
LONGEST_WORDS = 120
UNKNOWN = "unknown"
KEPT = (Meaning.LEVEL, Meaning.GRADE, Meaning.NEAR, Meaning.ENROLL, Meaning.NOT_SERVED)

_last = -SECONDS_BETWEEN  # the monotonic second of this process's last count

logger = logging.getLogger(__name__)


def count_miss(criteria: Criteria, results: Results) -> None:
    """Counts the search if it found no school. Call it once per search, where a person sees the answer.

    It never fails and never delays: at most one is counted in a second, and a database that refuses is not asked
    again. The visitor did not ask for it and cannot see it, so the request stays a safe one.
    """
    global _last
    if len(results.hits) or not criteria or time.monotonic() - _last < SECONDS_BETWEEN:
        return
    _last = time.monotonic()
    try:
        with transaction.atomic():
            _count(shape_of(criteria, results))
    except DatabaseError as error:
        logger.warning("A search without a result was not counted: %s", type(error).__name__)


def shape_of(criteria: Criteria, results: Results) -> dict:
    """The fields of `SearchMiss` for a question: which filters, the level, the kind of place, known words."""
    asked = results.criteria
    parts = {
        "area": asked.area,
        "closed": asked.closed,
        "distance": asked.within and results.place,
        "grade": asked.grade,
        "program": asked.programs,
    }
    near = results.place.kind if results.place else UNKNOWN if results.place_problem else ""
    return {
        "filters": ", ".join(name for name, value in parts.items() if value),
        "level": asked.level,
        "near": near,
        "words": known_words(criteria.q),
        "has_text": bool(results.hits.terms or any(one.kind == "unknown" for one in results.understood)),
    }


def known_words(text: str) -> str:
    """The entries of our lists that stand in `text`, by the alphabet: programs, and search words that are a level, a
    grade and the like. Not those that stand for other words, which may name a place or a person."""
    padded = f" {fold(text)} "
    entries = set(Synonym.objects.filter(meaning__in=KEPT).values_list("folded", flat=True))
    entries |= {fold(name) for name in Program.objects.values_list("name", flat=True)}
    found = sorted(entry for entry in entries if entry and f" {entry} " in padded)
    return ", ".join(found)[:LONGEST_WORDS]


def _count(shape: dict) -> None:
    today = timezone.localdate()
    if SearchMiss.objects.filter(day=today, **shape).update(count=F("count") + 1):
        return
    if SearchMiss.objects.filter(day=today).count() < MOST_SHAPES_A_DAY:
        SearchMiss.objects.get_or_create(day=today, **shape)
