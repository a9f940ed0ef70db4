"""What a family's words mean: “secundaria cerca de 90044” is a level and a place, and no name.

The rules, in this order:
1. A ZIP code is where to look near.
2. The longest entry of the search words (`Synonym`) that fits counts: a level, a grade, “near”, other words, nothing.
3. After a “near” word, what is left of the text is the place.
4. Whatever remains is looked for in the register.
"""

import re
from dataclasses import dataclass, field

from .folding import fold
from .models import Meaning, Synonym
from .places import CALIFORNIA_ZIPS

PIECE = re.compile(r"[\w'’‘ʼ`]+")
ZIP = re.compile(r"(?<![\d-])(\d{5})(?:-\d{4})?(?![\d-])")
LONGEST_ENTRY = 5  # words
MOST_WORDS = 10  # looked for; a text of more is a sentence, and its first words tell enough


@dataclass(frozen=True)
class Meant:
    """What the visitor's words `typed` were taken to mean; `value` is a level, a grade or other words."""

    meaning: Meaning
    typed: str
    value: str = ""


@dataclass
class Reading:
    """A text taken apart: `words` to look for, `place` to look near, `meant` for the rest."""

    words: list[tuple[str, ...]] = field(default_factory=list)  # each with its alternatives: ("5th", "fifth")
    place: str = ""
    meant: list[Meant] = field(default_factory=list)

    def value(self, meaning: Meaning) -> str:
        """What was said last of `meaning`; empty if nothing."""
        return next((one.value for one in reversed(self.meant) if one.meaning == meaning), "")

    def says(self, meaning: Meaning) -> bool:
        return any(one.meaning == meaning for one in self.meant)

    @property
    def text(self) -> str:
        """The words to look for as one text, as they were typed."""
        return " ".join(word[0] for word in self.words)


def read(text: str) -> Reading:
    """Takes `text` apart by the rules above: one query, none for an empty text."""
    reading = Reading()
    text, zips = _without_zips(text)
    pieces = [(piece, word) for piece in PIECE.findall(text) if (word := fold(piece).replace(" ", ""))]
    entries = _entries([word for _piece, word in pieces])
    place: list[str] = []
    where, here = 0, reading.words
    while where < len(pieces):
        length, entry = _longest(pieces, where, entries)
        typed = " ".join(piece for piece, _word in pieces[where : where + length])
        if entry is None:
            here.append((pieces[where][1],))
        elif entry.meaning == Meaning.WORDS:
            here += _other_words(pieces[where][1] if length == 1 else "", fold(entry.value).split())
        elif entry.meaning == Meaning.NEAR:
            here = place
        elif entry.meaning != Meaning.NOTHING:
            reading.meant.append(Meant(Meaning(entry.meaning), typed, entry.value))
        where += length
    reading.words = reading.words[:MOST_WORDS]
    reading.place = zips[0] if zips else " ".join(word[-1] for word in place)
    if zips:
        reading.words += place[: MOST_WORDS - len(reading.words)]
    return reading


def _without_zips(text: str) -> tuple[str, list[str]]:
    """`text` without the ZIP codes of California in it, and these."""
    zips = [code for code in ZIP.findall(text) if int(code) in CALIFORNIA_ZIPS]
    return ZIP.sub(lambda found: " " if found[1] in zips else found[0], text), zips


def _entries(words: list[str]) -> dict[str, Synonym]:
    """The search words that occur in `words`, by their folded text."""
    runs = {
        " ".join(words[start : start + length]) for start in range(len(words)) for length in range(1, LONGEST_ENTRY + 1)
    }
    return {entry.folded: entry for entry in Synonym.objects.filter(folded__in=runs)} if runs else {}


def _longest(pieces: list[tuple[str, str]], where: int, entries: dict[str, Synonym]) -> tuple[int, Synonym | None]:
    """How many pieces from `where` on are one entry, and which; (1, None) if none is."""
    for length in range(min(LONGEST_ENTRY, len(pieces) - where), 0, -1):
        if entry := entries.get(" ".join(word for _piece, word in pieces[where : where + length])):
            return length, entry
    return 1, None


def _other_words(typed: str, words: list[str]) -> list[tuple[str, ...]]:
    """One word for one word are alternatives; anything else replaces what was typed."""
    if typed and len(words) == 1:
        return [(typed, words[0])]
    return [(word,) for word in words]
