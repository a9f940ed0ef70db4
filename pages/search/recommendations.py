"""What staff recommend for certain words (Wagtail's promoted search results).

Only what staff wrote is read. Wagtail can also count what visitors search for; this site never lets it.
"""

import re

from django.db.models import Q
from wagtail.contrib.search_promotions.models import SearchPromotion

from media.normalization import plain
from pages.search.full_text import Key, Kind

WORD = re.compile(r"\w+")


class Recommendations:
    """All recommendations of pages among `pages` and of other sites: one query, whatever they are asked for.

    Staff write dozens of them, so they are compared here, where accents, capitals and punctuation make no difference.
    """

    def __init__(self, pages):
        shown = SearchPromotion.objects.filter(Q(page__isnull=True) | Q(page__in=pages.values("pk")))
        self._found = [(_folded(one.query.query_string), one) for one in shown.select_related("query")]

    def of(self, text: str) -> dict[Key, SearchPromotion]:
        """Those for exactly the words of `text`, in the order of staff."""
        asked = _folded(text)
        return {_key(one): one for words, one in self._found if words == asked}


def _key(promotion: SearchPromotion) -> Key:
    return (Kind.PAGE, promotion.page_id) if promotion.page_id else (Kind.LINK, promotion.pk)


def _folded(text: str) -> str:
    return " ".join(WORD.findall(plain(text).lower()))
