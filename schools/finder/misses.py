"""Count searches without results, so that staff can see which words and filters need work.

The visitor's text is not stored, only the shape of the question and words that are in our own lists.
"""

import logging
import time

from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone

from .answer import Results
from .criteria import Criteria
from .models import SearchMiss

SECONDS_BETWEEN = 1.0  # per process, so that crawlers do not distort the counts
MOST_SHAPES_A_DAY = 500
LONGEST_WORDS = 120
UNKNOWN = "unknown"

_last = -SECONDS_BETWEEN  # monotonic time of this process's last count

logger = logging.getLogger(__name__)


def count_miss(criteria: Criteria, results: Results) -> None:
    """Count the search if it found no school. Call it once per search, where a person sees the results.

    Counts at most one search per second and process. Database errors are logged, not raised.
    """
    global _last
    if results.hits or not criteria or time.monotonic() - _last < SECONDS_BETWEEN:
        return
    _last = time.monotonic()
    try:
        with transaction.atomic():
            _count(shape_of(results))
    except DatabaseError as error:
        logger.warning("Failed to count a search without results: %s", type(error).__name__)


def shape_of(results: Results) -> dict:
    """Return the fields of `SearchMiss` for a question: filters, level, kind of place, known words."""
    criteria = results.criteria
    parts = {
        "area": criteria.area,
        "closed": criteria.closed,
        "distance": criteria.within and results.place,
        "grade": criteria.grade_text,
        "program": criteria.programs,
    }
    return {
        "filters": ", ".join(name for name, value in parts.items() if value),
        "level": criteria.level,
        "near": results.place.kind if results.place else UNKNOWN if results.place_problem else "",
        "words": ", ".join(sorted(set(results.known_words)))[:LONGEST_WORDS],
        "has_text": bool(results.terms or any(one.kind == "unknown" for one in results.understood)),
    }


def _count(shape: dict) -> None:
    """Add one to today's count of the shape. A day holds at most `MOST_SHAPES_A_DAY` shapes."""
    today = timezone.localdate()
    of_today = SearchMiss.objects.filter(day=today)
    if of_today.filter(**shape).update(count=F("count") + 1) or of_today.count() >= MOST_SHAPES_A_DAY:
        return
    # Another process may add the same shape now; one of the two is not counted then.
    SearchMiss.objects.bulk_create([SearchMiss(day=today, **shape)], ignore_conflicts=True)
