"""The staff's search words (model `Synonym`) in memory, kept until content changes."""

import re
from typing import NamedTuple

from pages.content_cache import memo

from .models import Meaning, Synonym

TOLD = (Meaning.LEVEL, Meaning.GRADE, Meaning.ANSWER, Meaning.OFFER, Meaning.NOT_SERVED)  # these mean a thing
# Letters that sound alike in Spanish, so families swap them: “eskuela”, “serca”, “bakuna”.
SOUNDS = [
    (re.compile(letters), sound)
    for letters, sound in (
        ("qu(?=[ei])|c(?![eih])", "k"),
        ("z|c(?=[ei])", "s"),
        ("g(?=[ei])", "j"),
        ("v", "b"),
        ("ll", "y"),
        ("(?<!c)h", ""),
    )
]


class Entry(NamedTuple):
    """The meaning of a search word, its value, and the language it is only used in, if any."""

    meaning: str
    value: str = ""
    language: str = ""


class SearchWords:
    """All search words by their folded text; their single words by sound, and those that mean a thing by letter."""

    def __init__(self, entries: dict[str, Entry]):
        self.entries = entries
        self.by_sound: dict[str, set[str]] = {}
        self.told: dict[str, set[str]] = {}  # by their first letter
        for phrase, entry in entries.items():
            for word in phrase.split():
                self.by_sound.setdefault(sound_of(word), set()).add(word)
                if entry.meaning in TOLD:
                    self.told.setdefault(word[0], set()).add(word)


def search_words() -> SearchWords:
    return memo("search words", lambda: SearchWords(_entries()))


def sound_of(word: str) -> str:
    for letters, sound in SOUNDS:
        word = letters.sub(sound, word)
    return word


def _entries() -> dict[str, Entry]:
    rows = Synonym.objects.values_list("folded", "meaning", "value", "language")
    return {folded: Entry(*entry) for folded, *entry in rows}
