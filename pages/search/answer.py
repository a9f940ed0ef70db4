"""The results of a site search, and why they match.

The first step that finds something wins: all words as typed; names and half-typed titles; misspelled words corrected;
some of the words.
"""

import re
from dataclasses import dataclass, field

from wagtail.contrib.search_promotions.models import SearchPromotion
from wagtail.models import Locale, Page

from media.normalization import plain
from media.visibility import public_documents
from pages.search.full_text import Key, Kind, Matches, Way, matching
from pages.search.names import Named, named
from pages.search.recommendations import Recommendations
from toolkit.visibility import public

from .spelling import corrected

WORD = re.compile(r"\w")
LONGEST = 200  # characters; the rest is ignored


@dataclass(frozen=True)
class Answer:
    """The results of one search.

    `keys` has the results, best first. `meant` is the corrected text, if any. `is_loose`: nothing has all the words.
    `recommended` holds the staff recommendations for these words.
    """

    keys: list[Key] = field(default_factory=list)
    meant: str = ""
    is_loose: bool = False
    recommended: dict[Key, SearchPromotion] = field(default_factory=dict)


def answer(query: str, locale: Locale) -> Answer:
    """Search the public pages of `locale` and the public documents for `query`, in at most six queries."""
    words = plain(query)[:LONGEST]
    if not WORD.search(words):
        return Answer()
    pages, documents = public(Page.objects.filter(locale=locale, depth__gt=1)), public_documents()
    recommendations = Recommendations(pages)
    best, name, found = recommendations.of(words), named(words), matching(words, pages, documents)
    has_all = bool(found.keys) and found.way == Way.ALL
    if best or name.is_whole or has_all:
        rest = found if has_all or not name.is_whole else Matches()
        return Answer(_joined(best, name if name.is_whole else Named(), rest), recommended=best)
    if found.keys or (name.pages and not name.meant):
        return Answer(_joined({}, name, found))
    meant = name.meant or corrected(words, pages, documents)
    if meant or len(words.split()) > 1:
        best = recommendations.of(meant or words)
        found = matching(meant or words, pages, documents, some=True)
    if found.way == Way.SOME and (best or name.pages):
        found = Matches()  # leave out partial matches when the intended page is there
    keys = _joined(best, name, found)
    is_loose = bool(found.keys) and found.way == Way.SOME
    return Answer(keys, meant if keys else "", is_loose, best)


def _joined(best: dict, name: Named, found: Matches) -> list[Key]:
    """Join recommendations, named pages, and matches, in this order and without duplicates."""
    return list(dict.fromkeys([*best, *((Kind.PAGE, pk) for pk in name.pages), *found.keys]))
