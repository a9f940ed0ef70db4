"""Staff recommendations for certain searches (Wagtail's promoted search results).

Wagtail can also count what visitors search for; this site never does.
"""

import re

from django.db.models import F, Q
from wagtail.contrib.search_promotions.models import SearchPromotion
from wagtail.models import Locale

from media.words import plain
from pages.content_cache import memo
from pages.search.full_text import Key, Kind, readable_pages

WORD = re.compile(r"\w+")


class Recommendations:
    """Recommendations of the public pages of `locale` and of external links, loaded in one query.

    Staff write dozens of them at most, so they are compared in Python, ignoring accents, case, and punctuation.
    """

    def __init__(self, locale: Locale):
        sql, params = memo(("recommendations", locale.pk), lambda: _sql(locale))
        self._promotions = [
            (_folded(promotion.words), promotion) for promotion in SearchPromotion.objects.raw(sql, params)
        ]

    def of(self, text: str) -> dict[Key, SearchPromotion]:
        """Return those for exactly the words of `text`, in the order set by staff."""
        folded = _folded(text)
        return {_key(promotion): promotion for words, promotion in self._promotions if words == folded}


def _sql(locale: Locale) -> tuple[str, tuple]:
    """Return the query and its parameters. Building it takes longer than running it."""
    is_readable = Q(page__isnull=True) | Q(page__in=readable_pages(locale.language_code).values("pk"))
    promotions = SearchPromotion.objects.filter(is_readable).annotate(words=F("query__query_string"))
    return promotions.query.sql_with_params()


def _key(promotion: SearchPromotion) -> Key:
    return (Kind.PAGE, promotion.page_id) if promotion.page_id else (Kind.LINK, promotion.pk)


def _folded(text: str) -> str:
    return " ".join(WORD.findall(plain(text).lower()))
