"""Correct misspelled words with the most similar words that a visitor can read."""

import re

from django.db import connection
from wagtail.models import Locale
from wagtail.search.models import IndexEntry

from media.words import plain
from pages.content_cache import memo
from pages.search.alike import Similar
from pages.search.full_text import LAST_OWN, readable
from pages.search.real_words import is_real
from pages.search.replies import source

WORD = re.compile(r"[^\W_]+")
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
    corrections = {word: better for word in WORD.findall(text)[:MOST_WORDS] if (better := _better(word, locale))}
    return WORD.sub(lambda match: corrections.get(match[0], match[0]), text) if corrections else ""


def _better(word: str, locale: Locale) -> str:
    """Return the correction of `word`, capitalized like it; empty if it needs none."""
    folded = plain(word).lower()
    if is_real(folded) or source().is_known(folded):
        return ""
    _slips, better = memo(("words of the site", locale.pk), lambda: Similar(_words(locale))).meant(folded)
    return better.capitalize() if word[0].isupper() else better


def _words(locale: Locale) -> set[str]:
    """Return all words on the pages in the language of `locale` and in the documents that visitors can read."""
    entries, params = readable(locale)
    with connection.cursor() as cursor:
        cursor.execute(TEXTS.format(entries=IndexEntry._meta.db_table, readable=entries, last=LAST_OWN), params)
        return {word for (text,) in cursor for word in LETTERS.findall(plain(text).lower())}
