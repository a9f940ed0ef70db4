"""Text as it is compared: lower case, without accents, apostrophes and punctuation."""

import re

from pages.search_text import plain

WORD = re.compile(r"\w+")
COMPOUND = re.compile(r"\w+(?:-\w+)+")


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


def edits_between(one: str, other: str, most: int) -> int:
    """How many letters must be added, dropped, replaced or swapped with their neighbor; `most` + 1 if more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before, last = [], list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, wanted in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return last[-1]


def edits_allowed(word: str) -> int:
    """How many slips a word of that length may have: none in short ones and in numbers, where one letter is another
    word."""
    if any(map(str.isdigit, word)) or len(word) < 4:
        return 0
    return 1 if len(word) < 7 else 2
