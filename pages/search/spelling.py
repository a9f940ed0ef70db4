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

# A word whose stem is on a public page (“graduations”), or a stop word of any language (“your”), is not misspelled.
ALIKE = """
SELECT asked.typed, known.word, to_tsvector(%s::regconfig, known.word) @@ asked.query AS is_same
FROM (SELECT typed, plainto_tsquery(%s::regconfig, typed) AS query FROM unnest(%s::text[]) AS typed) AS asked
JOIN {words} AS known ON known.word %% asked.typed
WHERE NOT EXISTS (SELECT FROM unnest(%s::regconfig[]) AS rules WHERE numnode(plainto_tsquery(rules, asked.typed)) = 0)
AND EXISTS (
  SELECT FROM {entries} AS entry
  WHERE entry.title || entry.body @@ plainto_tsquery(%s::regconfig, known.word)
  AND entry.id IN ({readable})
)
ORDER BY similarity(known.word, asked.typed) DESC, known.word
"""


def corrected(text: str, language: str, *readable) -> str:
    """Return `text` with misspelled words replaced by words of the querysets `readable`; empty if there are none.

    `language` decides which words have one stem. One query; none if no word is long enough to be corrected.
    """
    typed = {word.lower() for word in WORD.findall(text)[:MOST_WORDS]}
    typed = sorted(word for word in typed if edits_allowed(word))
    if not typed:
        return ""
    correct_words, best = set(), {}
    for word, candidate, is_same in _similar_words(typed, language, readable):
        limit = edits_allowed(word)
        if is_same:
            correct_words.add(word)
        elif (slips := edits_between(word, candidate, limit)) <= limit and slips < best.get(word, (limit + 1,))[0]:
            best[word] = (slips, candidate)
    corrections = {word: candidate for word, (_slips, candidate) in best.items() if word not in correct_words}
    return WORD.sub(lambda match: _corrected_word(match[0], corrections), text) if corrections else ""


def _corrected_word(word: str, corrections: dict[str, str]) -> str:
    """Return the correction of `word`, capitalized like it."""
    correction = corrections.get(word.lower(), word)
    return correction.capitalize() if word[0].isupper() and correction != word else correction


def _similar_words(typed: list[str], language: str, readable) -> list[tuple[str, str, bool]]:
    """Return (typed, similar word, do both have one stem), most similar first, for words found in `readable`."""
    entries = [queryset.order_by().values_list(F("index_entries__id")) for queryset in readable]
    ids, params = entries[0].union(*entries[1:], all=True).query.sql_with_params()
    names = {"words": SiteWord._meta.db_table, "entries": IndexEntry._meta.db_table}
    backend = get_search_backend()
    config = backend.config_of(language)
    with connection.cursor() as cursor:
        cursor.execute(
            ALIKE.format(readable=ids, **names), [config, config, typed, list(backend.configs), config, *params]
        )
        return cursor.fetchall()
