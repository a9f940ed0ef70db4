"""What a search of the site answers, and why.

The first of these that finds something is the answer: what has all words as they were typed; what is named or titled
by words of which the last is half typed; what has them with their slips corrected; what has some of them.
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
LONGEST = 200  # characters; more is no question


@dataclass(frozen=True)
class Answer:
    """`keys` of what was found, best first. `meant` are the words looked for instead, if nothing has those typed;
    `is_loose` says that nothing has all of them. `recommended` is what staff say for these words."""

    keys: list[Key] = field(default_factory=list)
    meant: str = ""
    is_loose: bool = False
    recommended: dict[Key, SearchPromotion] = field(default_factory=dict)


def answer(query: str, locale: Locale) -> Answer:
    """What of the live, public pages of `locale` and of the public documents answers `query`: at most six queries."""
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
        found = Matches()  # what was meant is there: nothing that only resembles it
    keys = _joined(best, name, found)
    is_loose = bool(found.keys) and found.way == Way.SOME
    return Answer(keys, meant if keys else "", is_loose, best)


def _joined(best: dict, name: Named, found: Matches) -> list[Key]:
    """What staff recommend, then what is named, then the rest; everything once."""
    return list(dict.fromkeys([*best, *((Kind.PAGE, pk) for pk in name.pages), *found.keys]))
