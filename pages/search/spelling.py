"""Misspelled words, replaced by the most alike words of what a visitor may read."""

import re

from django.db import connection
from django.db.models import F
from wagtail.search.backends import get_search_backend
from wagtail.search.models import IndexEntry

from pages.edit_distance import edits_allowed, edits_between
from pages.models.word import SiteWord

WORD = re.compile(r"[^\W_]+")
MOST_WORDS = 10  # looked at; a text of more is a sentence

# A word that has a public one of its root (“graduations”), or that every search leaves out (“your”), is no slip.
ALIKE = """
SELECT asked.typed, known.word, to_tsvector(%s::regconfig, known.word) @@ asked.query AS is_same
FROM (SELECT typed, plainto_tsquery(%s::regconfig, typed) AS query FROM unnest(%s::text[]) AS typed) AS asked
JOIN {words} AS known ON known.word %% asked.typed
WHERE numnode(asked.query) > 0 AND EXISTS (
  SELECT FROM {entries} AS entry
  WHERE entry.title || entry.body @@ plainto_tsquery(%s::regconfig, known.word)
  AND entry.id IN ({readable})
)
ORDER BY similarity(known.word, asked.typed) DESC, known.word
"""


def corrected(text: str, *readable) -> str:
    """`text` with those of its words replaced that nothing of the querysets `readable` has but with a slip; empty if
    there are none. One query, none without words that can have a slip."""
    typed = {word.lower() for word in WORD.findall(text)[:MOST_WORDS]}
    typed = sorted(word for word in typed if edits_allowed(word))
    if not typed:
        return ""
    same, best = set(), {}
    for word, known, is_same in _alike(typed, readable):
        most = edits_allowed(word)
        if is_same:
            same.add(word)
        elif (slips := edits_between(word, known, most)) <= most and slips < best.get(word, (most + 1,))[0]:
            best[word] = (slips, known)
    meant = {word: known for word, (_slips, known) in best.items() if word not in same}
    return WORD.sub(lambda found: _like(found[0], meant), text) if meant else ""


def _like(word: str, meant: dict[str, str]) -> str:
    """What was meant by `word`, with its capital."""
    better = meant.get(word.lower(), word)
    return better.capitalize() if word[0].isupper() and better != word else better


def _alike(typed: list[str], readable) -> list[tuple[str, str, bool]]:
    """(typed, word, whether both have one root), most alike first, of words that something `readable` has."""
    entries = [things.order_by().values_list(F("index_entries__id")) for things in readable]
    ids, params = entries[0].union(*entries[1:], all=True).query.sql_with_params()
    names = {"words": SiteWord._meta.db_table, "entries": IndexEntry._meta.db_table}
    language = get_search_backend().config
    with connection.cursor() as cursor:
        cursor.execute(ALIKE.format(readable=ids, **names), [language, language, typed, language, *params])
        return cursor.fetchall()
