"""Text as it is compared: lower case, without accents, apostrophes and punctuation."""

import re

from media.normalization import plain

WORD = re.compile(r"\w+")
COMPOUND = re.compile(r"\b\w++(?:-\w++)++")


def fold(text: str) -> str:
    """“Florence-Firestone, CA” → “florence firestone ca”."""
    return " ".join(words_of(text))


def words_of(text: str) -> list[str]:
    """The folded words of `text` in their order; a hyphen ends a word."""
    return WORD.findall(plain(text).lower())


def index_words(text: str) -> set[str]:
    """The words a text is found by: its own, and hyphenated ones written together (“gertzressler”)."""
    folded = plain(text).lower()
    return {*WORD.findall(folded), *(compound.replace("-", "") for compound in COMPOUND.findall(folded))}
