"""Normalize text for comparison: lower case, without accents, apostrophes, and punctuation."""

import re

from media.words import plain

WORD = re.compile(r"\w+")
COMPOUND = re.compile(r"\b\w++(?:-\w++)++")


def fold(text: str) -> str:
    """Return the folded text: “Florence-Firestone, CA” → “florence firestone ca”."""
    return " ".join(words_of(text))


def words_of(text: str) -> list[str]:
    """Return the folded words of `text` in order. A hyphen ends a word."""
    return WORD.findall(plain(text).lower())


def index_words(text: str) -> set[str]:
    """Return the words by which a text is found: its words, and hyphenated words also joined (“gertzressler”)."""
    folded = plain(text).lower()
    return {*WORD.findall(folded), *(compound.replace("-", "") for compound in COMPOUND.findall(folded))}
