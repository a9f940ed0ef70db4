"""The results of a site search: pages and documents, what staff recommend, and corrections of misspelled words.

The first step that finds something wins: all words as typed; names and half-typed titles; misspelled words corrected;
some of the words.
"""

import re
from dataclasses import dataclass, field, replace

from django.db import connection
from django.db.models import F, Q
from wagtail.contrib.search_promotions.models import SearchPromotion
from wagtail.models import Locale, Page
from wagtail.search.models import IndexEntry

from media.words import plain
from pages.content_cache import memoized
from pages.search.alike import Similar, is_real
from pages.search.full_text import LAST_OWN, Key, Kind, Matches, Way, matching, readable
from pages.search.replies import Named, Reply, source
from toolkit.visibility import public

LONGEST = 200  # characters; the rest is ignored
WORD, TYPED = re.compile(r"\w+"), re.compile(r"[^\W_]+")
LETTERS = re.compile(r"\b[^\W\d_]{3,40}\b")  # no numbers, and no words so short that any typo makes another word
MOST_WORDS = 10  # words that are checked; a longer text is a sentence
TEXTS = """
SELECT entry.title_text || ' ' || entry.body_text FROM {entries} AS entry
WHERE entry.id IN (SELECT entry FROM ({readable}) AS readable(entry, kind, pk) WHERE kind <= {last})
"""


def corrected(text: str, locale: Locale) -> str:
    """Return `text` with misspelled words replaced by words that visitors can read; empty if there are none.

    A real word, a name, or a word that visitors can read is never replaced. One query after a change of content.
    """
    corrections = {word: better for word in TYPED.findall(text)[:MOST_WORDS] if (better := _better(word, locale))}
    return TYPED.sub(lambda match: corrections.get(match[0], match[0]), text) if corrections else ""


def _better(word: str, locale: Locale) -> str:
    """Return the correction of `word`, capitalized like it; empty if it needs none."""
    folded = plain(word).lower()
    if is_real(folded) or source.is_known(folded):
        return ""
    _slips, better = _words(locale).meant(folded)
    return better.capitalize() if word[0].isupper() else better


@memoized
def _words(locale: Locale) -> Similar:
    """Return all words on the pages in the language of `locale` and in the documents that visitors can read."""
    entries, params = readable(locale)
    with connection.cursor() as cursor:
        cursor.execute(TEXTS.format(entries=IndexEntry._meta.db_table, readable=entries, last=LAST_OWN), params)
        return Similar({word for (text,) in cursor for word in LETTERS.findall(plain(text).lower())})


def _recommended(text: str, locale: Locale) -> dict[Key, SearchPromotion]:
    """Return the recommendations for exactly the words of `text`, in the order set by staff.

    They are public pages of `locale` and external links. Staff write dozens of them at most, so they are compared in
    Python, ignoring accents, case, and punctuation.
    """
    folded, (sql, params) = _folded(text), _promotions(locale)
    promotions = SearchPromotion.objects.raw(sql, params)
    return {_key(promotion): promotion for promotion in promotions if _folded(promotion.words) == folded}


@memoized
def _promotions(locale: Locale) -> tuple[str, tuple]:
    """Return the query of all recommendations and its parameters. Building it takes longer than running it."""
    pages = public(Page.objects.filter(locale=locale, depth__gt=1))
    is_readable = Q(page__isnull=True) | Q(page__in=pages.values("pk"))
    promotions = SearchPromotion.objects.filter(is_readable).annotate(words=F("query__query_string"))
    return promotions.query.sql_with_params()


def _key(promotion: SearchPromotion) -> Key:
    return (Kind.PAGE, promotion.page_id) if promotion.page_id else (Kind.LINK, promotion.pk)


def _folded(text: str) -> str:
    return " ".join(WORD.findall(plain(text).lower()))


@dataclass(frozen=True)
class Answer:
    """The results of one search.

    `keys` has the results, best first. `meant` is the corrected text, if any. `is_loose`: nothing has all the words.
    `recommended` holds the staff recommendations for these words, `replies` what the site says to them itself.
    `other_language` is the language of the results if nothing is in the language of the page.
    """

    keys: list[Key] = field(default_factory=list)
    meant: str = ""
    is_loose: bool = False
    recommended: dict[Key, SearchPromotion] = field(default_factory=dict)
    replies: list[Reply] = field(default_factory=list)
    is_name: bool = False  # the text is the name of a page, such as a school's, so it asks nothing else
    other_language: str = ""

    @property
    def is_answered(self) -> bool:
        """Whether a reply answers the question, so that pages with some of its words matter less."""
        return any(reply.is_answer for reply in self.replies)


def answer(query: str, locale: Locale) -> Answer:
    """Search the public pages of `locale` and the public documents for `query`, else the pages in other languages.

    At most eight queries. The replies to the words of families take a few more (`schools.finder.replies`). A name, or
    words with a staff recommendation, get none. A sentence that nothing answers gets one that says so.
    """
    results = _results(query, locale)
    if results.is_name or results.recommended:
        return results
    replies = source.replies(query[:LONGEST]) or (source.replies(results.meant) if results.meant else [])
    if not replies and (results.is_loose or not results.keys):
        replies = source.unanswered(query[:LONGEST])
    return replace(results, replies=replies)


def _results(query: str, locale: Locale) -> Answer:
    words = plain(query)[:LONGEST]
    if not WORD.search(words):
        return Answer()
    recommended, names, matches = _recommended(words, locale), source.named(words), matching(words, locale)
    own = _own(matches)
    has_all = bool(own.keys) and own.way == Way.ALL
    if recommended or names.is_whole or has_all:
        rest = own if has_all or not names.is_whole else Matches()
        keys = _joined(recommended, names if names.is_whole else Named(), rest)
        return Answer(keys, recommended=recommended, is_name=names.is_whole)
    if own.keys or (names.pages and not names.meant):
        return Answer(_joined({}, names, own))
    if matches.keys:
        return Answer(list(matches.keys), other_language=matches.other_language)
    corrected_words = names.meant or corrected(words, locale)
    if corrected_words or len(words.split()) > 1:
        recommended = _recommended(corrected_words, locale) if corrected_words else {}
        matches = matching(corrected_words or words, locale, some=True)
    if matches.other_language and not (recommended or names.pages):
        return Answer(list(matches.keys), is_loose=matches.way == Way.SOME, other_language=matches.other_language)
    own = _own(matches)
    if own.way == Way.SOME and (recommended or names.pages):
        own = Matches()  # leave out partial matches when the intended page is there
    keys = _joined(recommended, names, own)
    is_loose = bool(own.keys) and own.way == Way.SOME
    return Answer(keys, corrected_words if keys else "", is_loose, recommended, is_name=bool(names.meant))


def _own(matches: Matches) -> Matches:
    """Return the matches in the language asked for."""
    return Matches() if matches.other_language else matches


def _joined(recommended: dict, names: Named, matches: Matches) -> list[Key]:
    """Join recommendations, named pages, and matches, in this order and without duplicates."""
    return list(dict.fromkeys([*recommended, *((Kind.PAGE, pk) for pk in names.pages), *matches.keys]))
