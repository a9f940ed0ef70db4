"""Interpret a family's words: “secundaria cerca de 90044” is a level and a place, not a name.

The rules, in this order:
1. A ZIP code is the place to search near.
2. The longest matching search word (`Synonym`) gives the meaning: a level, a grade, “near”, other words, or nothing.
3. After a “near” word, the remaining text is the place.
4. All other words are looked up in the index.
"""

import re
from dataclasses import dataclass, field

from .folding import fold
from .models import Meaning, Synonym
from .places import CALIFORNIA_ZIPS

PIECE = re.compile(r"[\w'’‘ʼ`]+")
ZIP = re.compile(r"(?<![\d-])(\d{5})(?:-\d{4})?(?![\d-])")
LONGEST_ENTRY = 5  # words
MOST_WORDS = 10  # words to look up; the rest of a longer text is ignored


@dataclass(frozen=True)
class WordMeaning:
    """The meaning of the visitor's words `typed`. `value` is a level, a grade, or other words."""

    meaning: Meaning
    typed: str
    value: str = ""


@dataclass
class Reading:
    """A parsed text: `words` to look up, a `place` to search near, and `meanings` for words with another meaning."""

    words: list[tuple[str, ...]] = field(default_factory=list)  # each with its alternatives: ("5th", "fifth")
    place: str = ""
    meanings: list[WordMeaning] = field(default_factory=list)

    def value(self, meaning: Meaning) -> str:
        """Return the last value with this `meaning`, or ""."""
        return next((item.value for item in reversed(self.meanings) if item.meaning == meaning), "")

    @property
    def text(self) -> str:
        """The words to look up, as one text without alternatives."""
        return " ".join(word[0] for word in self.words)


def read(text: str) -> Reading:
    """Parse `text` by the rules above. One query, or none for an empty text."""
    reading = Reading()
    text, zips = _without_zips(text)
    pieces = [(piece, word) for piece in PIECE.findall(text) if (word := fold(piece).replace(" ", ""))]
    entries = _entries([word for _piece, word in pieces])
    place: list[str] = []
    index, target = 0, reading.words
    while index < len(pieces):
        length, entry = _longest(pieces, index, entries)
        typed = " ".join(piece for piece, _word in pieces[index : index + length])
        if entry is None:
            target.append((pieces[index][1],))
        elif entry.meaning == Meaning.WORDS:
            target += _other_words(pieces[index][1] if length == 1 else "", fold(entry.value).split())
        elif entry.meaning == Meaning.NEAR:
            target = place
        elif entry.meaning != Meaning.NOTHING:
            reading.meanings.append(WordMeaning(Meaning(entry.meaning), typed, entry.value))
        index += length
    reading.words = reading.words[:MOST_WORDS]
    reading.place = zips[0] if zips else " ".join(word[-1] for word in place)
    if zips:
        reading.words += place[: MOST_WORDS - len(reading.words)]
    return reading


def _without_zips(text: str) -> tuple[str, list[str]]:
    """Return `text` without its California ZIP codes, and the ZIP codes."""
    zips = [code for code in ZIP.findall(text) if int(code) in CALIFORNIA_ZIPS]
    return ZIP.sub(lambda match: " " if match[1] in zips else match[0], text), zips


def _entries(words: list[str]) -> dict[str, Synonym]:
    """Return the search words that occur in `words`, by their folded text."""
    runs = {
        " ".join(words[start : start + length]) for start in range(len(words)) for length in range(1, LONGEST_ENTRY + 1)
    }
    return {entry.folded: entry for entry in Synonym.objects.filter(folded__in=runs)} if runs else {}


def _longest(pieces: list[tuple[str, str]], index: int, entries: dict[str, Synonym]) -> tuple[int, Synonym | None]:
    """Return the longest entry that starts at `where`, as (number of pieces, entry); (1, None) if there is none."""
    for length in range(min(LONGEST_ENTRY, len(pieces) - index), 0, -1):
        if entry := entries.get(" ".join(word for _piece, word in pieces[index : index + length])):
            return length, entry
    return 1, None


def _other_words(typed: str, words: list[str]) -> list[tuple[str, ...]]:
    """Return the words to look up. A single word is an alternative to a single typed word; otherwise it replaces it."""
    if typed and len(words) == 1:
        return [(typed, words[0])]
    return [(word,) for word in words]
