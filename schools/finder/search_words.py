"""The staff's search words (model `Synonym`) in memory, kept until content changes, and corrections to them."""

from functools import lru_cache
from typing import NamedTuple

from pages.content_cache import memo
from pages.search.alike import Similar, is_real

from .ear import respelled
from .models import ANSWERING, VALUES, Meaning, Synonym

TOLD = (Meaning.LEVEL, Meaning.GRADE, Meaning.ANSWER, Meaning.OFFER, Meaning.NOT_SERVED)  # these mean a thing
FILLING = (Meaning.NOTHING, Meaning.NEAR, Meaning.HERE)
COLUMNS = ("folded", "meaning", "value", "language")
SHORTEST_CORRECTED = 5  # letters; most shorter words have a neighbor that means something else


class Entry(NamedTuple):
    """The meaning of a search word, its value, and the language it is only used in, if any."""

    meaning: str
    value: str = ""
    language: str = ""

    @property
    def asks(self) -> bool:
        """Whether it asks for an answer."""
        return self.meaning in ANSWERING


class SearchWords:
    """All search words by their folded text; their single words by sound, those that mean a thing, and `fillers`, which
    say nothing."""

    def __init__(self, entries: dict[str, Entry]):
        self.entries = entries
        self.words = {word for phrase in entries for word in phrase.split()}
        self.longest = max((len(phrase.split()) for phrase in entries), default=0)  # words of a phrase
        spanish = {word for phrase, entry in entries.items() if entry.language in ("", "es") for word in phrase.split()}
        self._by_sound = {respelled(word): word for word in sorted(spanish, key=lambda word: (is_real(word), word))}
        self.fillers = {phrase for phrase, entry in entries.items() if entry.meaning in FILLING}
        told = (phrase for phrase, entry in entries.items() if entry.meaning in TOLD)
        self._told = Similar({word for phrase in told for word in phrase.split()})

    def heard(self, word: str) -> str:
        """Return the search word that sounds like a folded one that is not real, or this one: “ago” is hago."""
        return word if is_real(word) else self._by_sound.get(respelled(word), word)

    def most_like(self, word: str) -> tuple[int, str]:
        """Return the search word that a misspelled one may be, and the letters that differ; (0, "") if there is none.

        It sounds the same in Spanish, or it means something and has few other letters.
        """
        if heard := self._by_sound.get(respelled(word)):
            return 1, heard
        return self._told.meant(word) if len(word) >= SHORTEST_CORRECTED else (0, "")


def search_words() -> SearchWords:
    return memo("search words", lambda: _of(tuple(Synonym.objects.values_list(*COLUMNS))))


@lru_cache(maxsize=1)
def _of(rows: tuple[tuple[str, str, str, str], ...]) -> SearchWords:
    """Return the search words of these rows: the same object until they change, whatever other content does."""
    entries = ((folded, Entry(*entry)) for folded, *entry in rows)
    return SearchWords({text: one for text, one in entries if one.value in VALUES.get(one.meaning, (one.value,))})
