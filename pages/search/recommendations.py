"""Staff recommendations for certain searches (Wagtail's promoted search results).

Wagtail can also count what visitors search for; this site never does.
"""

import re

from wagtail.contrib.search_promotions.models import SearchPromotion
from wagtail.models import Locale

from media.normalization import plain
from pages.search.full_text import Key, Kind, readable_pages

WORD = re.compile(r"\w+")


class Recommendations:
    """Recommendations of the public pages of `locale` and of external links, loaded in one query.

    Staff write dozens of them at most, so they are compared in Python, ignoring accents, case, and punctuation.
    """

    def __init__(self, locale: Locale):
        self._locale = locale
        self._promotions = [
            (_folded(promotion.query.query_string), promotion)
            for promotion in SearchPromotion.objects.select_related("query")
        ]

    def of(self, text: str) -> dict[Key, SearchPromotion]:
        """Return those for exactly the words of `text`, in the order set by staff. One query if there are any."""
        folded = _folded(text)
        recommended = {_key(promotion): promotion for words, promotion in self._promotions if words == folded}
        if recommended:
            keys = [pk for kind, pk in recommended if kind == Kind.PAGE]
            pages = set(readable_pages(self._locale).filter(pk__in=keys).values_list("pk", flat=True))
            recommended = {key: one for key, one in recommended.items() if key[0] != Kind.PAGE or key[1] in pages}
        return recommended


def _key(promotion: SearchPromotion) -> Key:
    return (Kind.PAGE, promotion.page_id) if promotion.page_id else (Kind.LINK, promotion.pk)


def _folded(text: str) -> str:
    return " ".join(WORD.findall(plain(text).lower()))
