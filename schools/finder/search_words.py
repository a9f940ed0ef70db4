"""The staff's search words (model `Synonym`) in memory, kept until content changes, and corrections to them."""

from typing import NamedTuple

from pages.content_cache import memo
from pages.search.alike import edits_allowed, edits_between

from .ear import sound_of
from .models import Meaning, Synonym

TOLD = (Meaning.LEVEL, Meaning.GRADE, Meaning.ANSWER, Meaning.OFFER, Meaning.NOT_SERVED)  # these mean a thing
SHORTEST_CORRECTED = 5  # letters; most shorter words have a neighbor that means something else
BY_SOUND = 3  # letters that may differ in words that sound alike


class Entry(NamedTuple):
    """The meaning of a search word, its value, and the language it is only used in, if any."""

    meaning: str
    value: str = ""
    language: str = ""


class SearchWords:
    """All search words by their folded text; their single words by sound, and those that mean a thing by letter."""

    def __init__(self, entries: dict[str, Entry]):
        self.entries = entries
        self.words = {word for phrase in entries for word in phrase.split()}
        self._by_sound: dict[str, set[str]] = {}
        self._told: dict[str, set[str]] = {}  # by their first letter
        for phrase, entry in entries.items():
            for word in phrase.split() if entry.language != "en" else ():
                self._by_sound.setdefault(sound_of(word), set()).add(word)
            for word in phrase.split() if entry.meaning in TOLD else ():
                self._told.setdefault(word[0], set()).add(word)

    def most_like(self, word: str) -> tuple[int, str]:
        """Return the search word that a misspelled one may be, and the letters that differ; (0, "") if there is none.

        It has the same sound, or it means something and has few other letters.
        """
        limit, is_long = edits_allowed(word), len(word) >= SHORTEST_CORRECTED
        if not limit:
            return 0, ""
        alike = [(other, BY_SOUND if is_long else limit) for other in self._by_sound.get(sound_of(word), ())]
        alike += [(other, limit) for other in (self._told.get(word[0], ()) if is_long else ())]
        slips = [(edits_between(word, other, most), most < BY_SOUND, other, most) for other, most in alike]
        best = min((one for one in slips if one[0] <= one[-1]), default=(0, False, "", 0))
        return best[0], best[2]


def search_words() -> SearchWords:
    return memo("search words", lambda: SearchWords(_entries()))


def _entries() -> dict[str, Entry]:
    rows = Synonym.objects.values_list("folded", "meaning", "value", "language")
    return {folded: Entry(*entry) for folded, *entry in rows}
