"""Correct misspelled words with the most similar words that a visitor can read."""

import re

from django.db import connection
from django.db.models import F
from wagtail.search.backends import get_search_backend
from wagtail.search.models import IndexEntry

from pages.edit_distance import edits_allowed, edits_between
from pages.models.word import SiteWord

WORD = re.compile(r"[^\W_]+")
MOST_WORDS = 10  # words that are checked; a longer text is a sentence

# A word whose stem is on a public page (“graduations”), or a stop word (“your”), is not misspelled.
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
    """Return `text` with misspelled words replaced by words of the querysets `readable`; empty if there are none.

    One query; none if no word is long enough to be corrected.
    """
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
    """Return the correction of `word`, capitalized like it."""
    better = meant.get(word.lower(), word)
    return better.capitalize() if word[0].isupper() and better != word else better


def _alike(typed: list[str], readable) -> list[tuple[str, str, bool]]:
    """Return (typed, similar word, do both have one stem), most similar first, for words found in `readable`."""
    entries = [things.order_by().values_list(F("index_entries__id")) for things in readable]
    ids, params = entries[0].union(*entries[1:], all=True).query.sql_with_params()
    names = {"words": SiteWord._meta.db_table, "entries": IndexEntry._meta.db_table}
    language = get_search_backend().config
    with connection.cursor() as cursor:
        cursor.execute(ALIKE.format(readable=ids, **names), [language, language, typed, language, *params])
        return cursor.fetchall()
