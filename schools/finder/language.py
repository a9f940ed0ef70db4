"""Interpret a family's words: “secundaria cerca de 90044” is a level and a place, not a name.

The rules, in this order:
1. A ZIP code is the place to search near.
2. A number with a word for grade or age gives a grade (`numbers`).
3. The longest matching search word (`Synonym`) gives the meaning: a level, a grade, “near”, an answer, other words, or
   nothing.
4. After a “near” word, the remaining text is the place. If there is none, it is the visitor's own location.
5. All other words are looked up among those of the schools.
"""

import re
from collections import Counter
from dataclasses import dataclass, field

from pages.search.edit_distance import edits_allowed, edits_between

from .folding import fold
from .models import Meaning
from .models.synonym import GRADES
from .numbers import Schooling, schooling_at
from .places import CALIFORNIA_ZIPS, known_places
from .search_words import TOLD, Entry, SearchWords, search_words, sound_of

PIECE = re.compile(r"[\w'’‘ʼ`]+")
ORDINAL_POINT = re.compile(r"(?<=\d)\.(?=[ºªoa]\b)")  # “6.º grado”
YEAR = re.compile(r"^(20[1-4]\d|[1-4]\d)$")
ZIP = re.compile(r"(?<![\d-])(\d{5})(?:-\d{4})?(?![\d-])")
LONGEST_ENTRY = 5  # words
SHORTEST_SOUND = 4  # letters of a word that is corrected by its sound
SHORTEST_CORRECTED = 5  # letters; most shorter words have a neighbor that means something else
BEGINNING = 3  # letters
LONGEST_PREPOSITION = 3  # letters; “in” and “por” do not ask for schools near the visitor
PLACE_NAME = "place"  # its words then keep no other meaning: “El Monte”, “Culver City”
MOST_WORDS = 10  # words to look up; the rest of a longer text is ignored


@dataclass(frozen=True)
class WordMeaning:
    """The meaning of the visitor's words `typed`. `value` is a level, a grade, or the key of an answer.

    `age`: the age that a grade was derived from.
    """

    meaning: Meaning
    typed: str
    value: str = ""
    age: int | None = None


@dataclass
class Reading:
    """A parsed text: `words` to look up, a `place` to search near, and `meanings` for words with another meaning.

    `offers` are words to look up only if a school has them. `is_here`: near the visitor's own location. `language`: the
    language of the text, or "" if its words do not tell.
    """

    words: list[tuple[str, ...]] = field(default_factory=list)  # each with its alternatives: ("5th", "fifth")
    place: str = ""
    meanings: list[WordMeaning] = field(default_factory=list)
    offers: list[tuple[str, ...]] = field(default_factory=list)
    is_here: bool = False
    language: str = ""

    def value(self, meaning: Meaning) -> str:
        """Return the last value with this `meaning`, or ""."""
        return next((item.value for item in reversed(self.meanings) if item.meaning == meaning), "")

    @property
    def answers(self) -> list[str]:
        """The keys of the answers that were asked for, each once."""
        keys = (item.value for item in self.meanings if item.meaning in (Meaning.ANSWER, Meaning.OFFER))
        return list(dict.fromkeys(keys))

    @property
    def text(self) -> str:
        """The words to look up, as one text without alternatives."""
        return " ".join(word[0] for word in self.words)


def read(text: str) -> Reading:
    """Parse `text` by the rules above."""
    reading = Reading()
    text, zips = _without_zips(ORDINAL_POINT.sub("", text))
    pieces = [(piece, word) for piece in PIECE.findall(text) if (word := fold(piece).replace(" ", ""))]
    words = [word for _piece, word in pieces]
    entries = search_words().entries
    place: list[tuple[str, ...]] = []
    index, target, languages, is_near = 0, reading.words, Counter(), False
    while index < len(pieces):
        length, entry = _longest(words, index, entries)
        schooling = schooling_at(words, index)
        is_number = schooling is not None and (entry is None or schooling.length >= length)
        length = schooling.length if is_number else length
        typed = " ".join(piece for piece, _word in pieces[index : index + length])
        if entry is not None:
            languages[entry.language] += 1
        if is_number:
            reading.meanings.append(_grade(schooling, typed))
        elif entry is None:
            target.append((words[index],))
        elif entry.meaning == PLACE_NAME:
            target += [(word,) for word in words[index : index + length]]
        elif entry.meaning == Meaning.WORDS:
            target += _other_words(words[index] if length == 1 else "", fold(entry.value).split())
        elif entry.meaning == Meaning.NEAR:
            target, is_near = place, is_near or len(typed) > LONGEST_PREPOSITION
        elif entry.meaning == Meaning.HERE:
            reading.is_here = True
        elif entry.meaning in TOLD:
            reading.meanings.append(WordMeaning(Meaning(entry.meaning), typed, entry.value))
            if entry.meaning == Meaning.OFFER and length == 1:
                reading.offers.append((words[index],))
        index += length
    reading.words, place = _without_years(reading.words)[:MOST_WORDS], _without_years(place)
    reading.place = zips[0] if zips else " ".join(word[-1] for word in place)
    if zips:
        reading.words += place[: MOST_WORDS - len(reading.words)]
    reading.is_here = not reading.place and (reading.is_here or is_near)
    languages.pop("", None)
    reading.language = languages.most_common(1)[0][0] if languages else ""
    return reading


def corrections(unknown: list[str]) -> dict[str, str]:
    """Return the search word most like each of the `unknown` words, without those that are like none.

    A word with the same sound is like it, else one that means something, with few letters changed.
    """
    known = search_words()
    checked = [word for word in unknown if len(word) >= SHORTEST_SOUND and edits_allowed(word)]
    return {word: other for word in checked if (other := _most_like(word, known)) not in ("", word)}


def _most_like(word: str, known: SearchWords) -> str:
    """Return the search word that `word` may be, which is itself if it is one; empty if there is none."""
    limit, sounds = edits_allowed(word), known.by_sound.get(sound_of(word), set())
    if word in sounds:
        return word
    if len(word) < SHORTEST_CORRECTED:
        return min((other for other in sounds if edits_between(word, other, limit) <= limit), default="")
    if sounds:
        return min(sounds)
    others = (other for other in known.told.get(word[0], ()) if len(word) > SHORTEST_CORRECTED or _is_like(word, other))
    slips, best = min(((edits_between(word, other, limit), other) for other in others), default=(limit + 1, ""))
    return best if slips <= limit else ""


def _is_like(word: str, other: str) -> bool:
    """Whether a short word lacks a letter, has one too many, or has another one near its end.

    With another one near its beginning it is rather a word of its own: “aster” is not “after”.
    """
    has_same_letters = sorted(word) == sorted(other)
    return len(word) != len(other) or has_same_letters or word[:BEGINNING] == other[:BEGINNING]


def corrected(text: str, better: dict[str, str]) -> str:
    """Return `text`, folded, with its words replaced by those of `corrections`."""
    return " ".join(better.get(word, word) for word in fold(text).split())


def _without_years(words: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return no words if they are only a school year: “2027–28”. Otherwise its number may be that of a house."""
    return words if any(not YEAR.match(word[0]) for word in words) else []


def _grade(schooling: Schooling, typed: str) -> WordMeaning:
    meaning = Meaning.GRADE if schooling.grade in GRADES else Meaning.NOT_SERVED
    return WordMeaning(meaning, typed, str(schooling.grade), schooling.age)


def _without_zips(text: str) -> tuple[str, list[str]]:
    """Return `text` without its California ZIP codes, and the ZIP codes."""
    zips = [code for code in ZIP.findall(text) if int(code) in CALIFORNIA_ZIPS]
    return ZIP.sub(lambda match: " " if match[1] in zips else match[0], text), zips


def _longest(words: list[str], index: int, entries: dict[str, Entry]) -> tuple[int, Entry | None]:
    """Return the longest entry that starts at `index`, as (number of words, entry); (1, None) if there is none."""
    for length in range(min(LONGEST_ENTRY, len(words) - index), 0, -1):
        if entry := _entry(words[index : index + length], entries):
            return length, entry
    return 1, None


def _entry(words: list[str], entries: dict[str, Entry]) -> Entry | None:
    """Return what `words` mean as one search word, or as the name of a place with several words."""
    text = " ".join(words)
    if text in entries or len(words) == 1:
        return entries.get(text)
    if text in known_places().named:
        return Entry(PLACE_NAME)
    # Two words in the order of the other language mean the same: “especial educación”.
    turned = entries.get(" ".join(reversed(words))) if len(words) == 2 else None
    return turned if turned and turned.meaning in TOLD else None


def _other_words(typed: str, words: list[str]) -> list[tuple[str, ...]]:
    """Return the words to look up. A single word is an alternative to a single typed word; otherwise it replaces it."""
    if typed and len(words) == 1:
        return [(typed, words[0])]
    return [(word,) for word in words]
