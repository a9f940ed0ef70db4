"""The staff's search words (model `Synonym`) in memory, kept until content changes, and corrections to them."""

from typing import NamedTuple

from pages.content_cache import memo
from pages.search.alike import Similar, edits_allowed, edits_between

from .ear import sound_of
from .models import Meaning, Synonym

TOLD = (Meaning.LEVEL, Meaning.GRADE, Meaning.ANSWER, Meaning.OFFER, Meaning.NOT_SERVED)  # these mean a thing
FILLING = (Meaning.NOTHING, Meaning.NEAR, Meaning.HERE)
SHORTEST_CORRECTED = 5  # letters; most shorter words have a neighbor that means something else
BY_SOUND = 3  # letters that may differ in words that sound alike


class Entry(NamedTuple):
    """The meaning of a search word, its value, and the language it is only used in, if any."""

    meaning: str
    value: str = ""
    language: str = ""


class SearchWords:
    """All search words by their folded text; their single words by sound, and those that mean a thing."""

    def __init__(self, entries: dict[str, Entry]):
        self.entries = entries
        self.words = {word for phrase in entries for word in phrase.split()}
        self.fillers = {phrase for phrase, entry in entries.items() if entry.meaning in FILLING}
        self._by_sound: dict[str, set[str]] = {}
        for phrase, entry in entries.items():
            for word in phrase.split() if entry.language != "en" else ():
                self._by_sound.setdefault(sound_of(word), set()).add(word)
        told = (phrase for phrase, entry in entries.items() if entry.meaning in TOLD)
        self._told = Similar({word for phrase in told for word in phrase.split()})

    def most_like(self, word: str) -> tuple[int, str]:
        """Return the search word that a misspelled one may be, and the letters that differ; (0, "") if there is none.

        It has the same sound, or it means something and has few other letters.
        """
        is_long = len(word) >= SHORTEST_CORRECTED
        most = BY_SOUND if is_long else edits_allowed(word)
        slips = [(edits_between(word, other, most), other) for other in self._by_sound.get(sound_of(word), ()) if most]
        heard = min((one for one in slips if one[0] <= most), default=(0, ""))
        return heard if heard[1] or not is_long else self._told.meant(word)


def search_words() -> SearchWords:
    return memo("search words", lambda: SearchWords(_entries()))


def _entries() -> dict[str, Entry]:
    rows = Synonym.objects.values_list("folded", "meaning", "value", "language")
    return {folded: Entry(*entry) for folded, *entry in rows}
