"""Staff recommendations for certain searches (Wagtail's promoted search results).

Wagtail can also count what visitors search for; this site never does.
"""

import re

from django.db.models import Q
from wagtail.contrib.search_promotions.models import SearchPromotion

from media.normalization import plain
from pages.search.full_text import Key, Kind

WORD = re.compile(r"\w+")


class Recommendations:
    """Recommendations of the pages in `pages` and of external links, loaded in one query.

    Staff write dozens of them at most, so they are compared in Python, ignoring accents, case, and punctuation.
    """

    def __init__(self, pages):
        promotions = SearchPromotion.objects.filter(Q(page__isnull=True) | Q(page__in=pages.values("pk")))
        self._promotions = [
            (_folded(promotion.query.query_string), promotion) for promotion in promotions.select_related("query")
        ]

    def of(self, text: str) -> dict[Key, SearchPromotion]:
        """Return those for exactly the words of `text`, in the order set by staff."""
        folded = _folded(text)
        return {_key(promotion): promotion for words, promotion in self._promotions if words == folded}


def _key(promotion: SearchPromotion) -> Key:
    return (Kind.PAGE, promotion.page_id) if promotion.page_id else (Kind.LINK, promotion.pk)


def _folded(text: str) -> str:
    return " ".join(WORD.findall(plain(text).lower()))
