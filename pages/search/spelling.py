"""Correct misspelled words with the most similar words that a visitor can read."""

import re

from django.db import connection
from wagtail.models import Locale
from wagtail.search.backends import get_search_backend
from wagtail.search.models import IndexEntry

from pages.models.word import SiteWord
from pages.search.edit_distance import edits_allowed, edits_between
from pages.search.full_text import LAST_OWN, readable

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
  AND entry.id IN (SELECT entry FROM ({readable}) AS readable(entry, kind, pk) WHERE kind <= {last})
)
ORDER BY similarity(known.word, asked.typed) DESC, known.word
"""


def corrected(text: str, locale: Locale) -> str:
    """Return `text` with misspelled words replaced by words that visitors can read; empty if there are none.

    One query; none if no word is long enough to be corrected.
    """
    typed = {word.lower() for word in WORD.findall(text)[:MOST_WORDS]}
    typed = sorted(word for word in typed if edits_allowed(word))
    if not typed:
        return ""
    correct_words, best = set(), {}
    for word, candidate, is_same in _similar_words(typed, locale):
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


def _similar_words(typed: list[str], locale: Locale) -> list[tuple[str, str, bool]]:
    """Return (typed, similar word, do both have one stem), most similar first, for words that visitors can read."""
    entries, params = readable(locale)
    names = {"words": SiteWord._meta.db_table, "entries": IndexEntry._meta.db_table}
    backend = get_search_backend()
    config = backend.config_of(locale.language_code)
    with connection.cursor() as cursor:
        of_words = [config, config, typed, list(backend.configs), config]
        cursor.execute(ALIKE.format(readable=entries, last=LAST_OWN, **names), [*of_words, *params])
        return cursor.fetchall()
