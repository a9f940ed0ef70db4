"""Full-text search in pages and documents, in one query."""

import re
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from django.conf import settings
from django.db import connection
from django.db.models import Case, F, Value, When
from modelsearch.backends.database.postgres.weights import get_sql_weights
from wagtail.models import Locale, Page
from wagtail.search.backends import get_search_backend
from wagtail.search.models import IndexEntry

from media.models import public_documents
from pages.content_cache import memoized
from toolkit.visibility import public


class Kind(StrEnum):
    PAGE = "page"
    DOCUMENT = "document"
    LINK = "link"  # to another site, recommended by staff


Key = tuple[Kind, int]
KINDS = list(Kind)
LAST_OWN = KINDS.index(Kind.DOCUMENT)  # the kinds after it are pages in other languages


class Way(IntEnum):
    """How much of the search text a result has, best first."""

    ALL = 0  # all words
    BEGUN = 1  # a title that begins with them: half-typed names, titles of stop words only (“Who we are”)
    SOME = 2  # some of the words


@dataclass(frozen=True)
class Matches:
    """The results of the best `way` that found anything: pages before documents, each best first.

    `other_language` is the language of the pages if nothing in the language asked for matches.
    """

    way: Way = Way.SOME
    keys: tuple[Key, ...] = ()
    other_language: str = ""


# Matches and ranks like `pages.search(words)` of Wagtail, which needs one query per way and kind and cannot filter by a
# subquery. Written out, because building it from querysets took longer than running it. `asked` are the words as each
# language stems them, because a question may be in any.
WORDS = """
SELECT {way} AS way, id AS entry,
  ts_rank({weights}, title, asked) * title_norm + ts_rank({weights}, body, asked) AS rank
FROM {entries}, CAST({asked} AS tsquery) AS asked WHERE title || body @@ asked
"""
BEGINNING = """
SELECT {way}, id, ts_rank({weights}, autocomplete, asked)
FROM {entries}, to_tsquery(%s::regconfig, %s) AS asked WHERE autocomplete @@ asked
"""
MATCHING = """
WITH matching AS MATERIALIZED ({matching})
SELECT way, kind, -rank AS worst, pk FROM matching JOIN ({readable}) AS readable(entry, kind, pk) USING (entry)
ORDER BY GREATEST(kind, {last}), way, kind, worst, pk
"""


@memoized
def readable(locale: Locale) -> tuple[str, tuple]:
    """Return SQL, and its parameters, for what a visitor can find: (index entry, position of its kind, key) rows.

    Pages in other languages come last, each language as its own kind.
    """
    others = enumerate(_other_languages(locale), LAST_OWN + 1)
    kinds = Case(*(When(locale__language_code=code, then=Value(kind)) for kind, code in others), default=Value(0))
    pages, documents = public(Page.objects.filter(depth__gt=1)), public_documents()
    pages = pages.order_by().values_list(F("index_entries__id"), kinds, "pk")
    documents = documents.order_by().values_list(F("index_entries__id"), Value(LAST_OWN), "pk")
    return pages.union(documents, all=True).query.sql_with_params()


def _other_languages(locale: Locale) -> list[str]:
    return [code for code, _name in settings.LANGUAGES if code != locale.language_code]


def matching(words: str, locale: Locale, *, some: bool = False) -> Matches:
    """Return the public pages of `locale` and documents with `words`, else `some`, else pages of another language."""
    backend = get_search_backend()
    parts = [
        (WORDS, Way.ALL, backend.configs, _query(words, " & ")),
        (BEGINNING, Way.BEGUN, [backend.autocomplete_config], f"{_query(words, ' & ')}:*"),
        *([(WORDS, Way.SOME, backend.configs, _query(words, " | "))] if some else []),
    ]
    names = {
        "entries": IndexEntry._meta.db_table,
        "weights": f"'{get_sql_weights()}'",
        "asked": " || ".join(["to_tsquery(%s::regconfig, %s)"] * len(backend.configs)),
    }
    selects = " UNION ALL ".join(sql.format(way=way.value, **names) for sql, way, _configs, _words in parts)
    rows, params = readable(locale)
    with connection.cursor() as cursor:
        asked = [param for _sql, _way, configs, query in parts for config in configs for param in (config, query)]
        cursor.execute(MATCHING.format(matching=selects, readable=rows, last=LAST_OWN), [*asked, *params])
        found = cursor.fetchall()
    if not found:
        return Matches()
    best, first = Way(found[0][0]), found[0][1]
    if first > LAST_OWN:
        keys = [(Kind.PAGE, pk) for way, kind, _worst, pk in found if (way, kind) == (best, first)]
        return Matches(best, tuple(keys), _other_languages(locale)[first - LAST_OWN - 1])
    keys = [(KINDS[kind], pk) for way, kind, _worst, pk in found if way == best and kind <= LAST_OWN]
    return Matches(best, tuple(keys))


def _query(words: str, operator: str) -> str:
    """Return `words` as text for `to_tsquery`, each one quoted. A prefix mark at the end applies to the last word."""
    escaped = words.replace("'", "''").replace("\\", "\\\\")
    return operator.join(f"'{word}'" for word in re.split(r"[\s\-]+", escaped) if word)
