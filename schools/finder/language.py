"""Interpret a family's words: “secundaria cerca de 90044” is a level and a place, not a name.

The rules, in their order, are in README.md.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.conf import settings

from pages.search.alike import is_real, language_of
from schools.register.grades import grade_text

from .corners import known_streets
from .folding import fold
from .models import ANSWERING, GRADES, Meaning
from .name_search import named
from .network import network
from .numbers import Schooling, schooling_at
from .places import known_places
from .search_words import FILLING, TOLD, Entry, search_words
from .terms import MOST_WORDS
from .topics import topics_in

PIECE = re.compile(r"[\w'’‘ʼ`]+")
ORDINAL_POINT = re.compile(r"(?<=\d)\.(?=[ºªoa]\b)")  # “6.º grado”
SPELLED_OUT = re.compile(r"\b(?:[^\W\d_] ){2,}[^\W\d_]\b")  # “I E P”, as voice typing writes it
YEAR = re.compile(r"^(20[1-4]\d|[1-4]\d)$")
ZIP = re.compile(r"(?<![\d-])(\d{5})(?:-\d{4})?(?![\d-])")
LONGEST_ENTRY = 5  # words
LONGEST_PREPOSITION = 3  # letters; “in” and “por” do not ask for schools near the visitor
PLACE_NAME = "place"  # its words then keep no other meaning: “El Monte”, “Culver City”
SAID = (*ANSWERING, *FILLING)  # meanings of words that may ask for an answer; they name no place
SHORTEST_NAME = 3  # words of a name that may ask for an answer: “College-Ready Academy”


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
    spelled: dict[str, str] = field(default_factory=dict)  # misspelled words, as search words
    expanded: dict[str, str] = field(default_factory=dict)  # other words, with those they stand for
    answered: set[int] = field(default_factory=set)  # positions of the words that ask for an answer
    guess: str = ""  # the key of an answer, if there is no place, and in a short text nothing else

    def value(self, meaning: Meaning) -> str:
        """Return the last value with this `meaning`, or ""."""
        return next((item.value for item in reversed(self.meanings) if item.meaning == meaning), "")

    @property
    def answers(self) -> list[str]:
        """The keys of the answers that were asked for, each once."""
        keys = (item.value for item in self.meanings if item.meaning in ANSWERING)
        return list(dict.fromkeys(keys))

    @property
    def text(self) -> str:
        """The words to look up, as one text without alternatives."""
        return " ".join(word[0] for word in self.words)


def read(text: str) -> Reading:
    """Parse `text` by those rules."""
    text, zips = _without_zips(ORDINAL_POINT.sub("", text))
    text = SPELLED_OUT.sub(lambda match: match[0].replace(" ", ""), text)
    pieces = [(piece, word) for piece in PIECE.findall(text) if (word := fold(piece).replace(" ", ""))]
    typed, words = [piece for piece, _word in pieces], [_corrected(word) for _piece, word in pieces]
    reading = Reading(spelled={word: better for (_, word), better in zip(pieces, words, strict=True) if word != better})
    parts = list(_parts(words))
    tagged = (part.entry.language for part in parts if part.entry and part.entry.language)
    reading.language = language_of(words) or next(tagged, "")
    if len(words) < SHORTEST_NAME or not named(text).is_whole:
        _add_topics(reading, parts, words, typed)
    _add_parts(reading, parts, words, typed)
    if zips:
        reading.words += [(word,) for word in reading.place.split()][: MOST_WORDS - len(reading.words)]
        reading.place = zips[0]
    reading.is_here = not reading.place and reading.is_here
    return reading


@dataclass(frozen=True)
class Part:
    """The words from `start` to `end` that mean something together: a grade, a search word, or just a word."""

    start: int
    end: int
    entry: Entry | None = None
    schooling: Schooling | None = None

    @property
    def is_said(self) -> bool:
        """Whether the words may ask for an answer: they name no grade or place, and are not an expression to ignore."""
        if self.schooling or not self.entry:
            return not self.schooling
        is_expression = self.entry.meaning == Meaning.NOTHING and self.end - self.start > 1
        return self.entry.meaning in SAID and not is_expression

    @property
    def is_joining(self) -> bool:
        """Whether the words ask for no answer themselves, but a phrase may have them: “high school”, “close to”."""
        meaning = self.entry.meaning if self.entry else None
        is_place_words = meaning in (Meaning.NEAR, Meaning.HERE) and self.end - self.start > 1
        return meaning == Meaning.LEVEL or is_place_words


def _parts(words: list[str]) -> Iterator[Part]:
    index = 0
    while index < len(words):
        length, entry = _longest(words, index, search_words().entries)
        schooling = schooling_at(words, index)
        if schooling and entry and schooling.length < length:
            schooling = None
        length = schooling.length if schooling else length
        yield Part(index, index + length, None if schooling else entry, schooling)
        index += length


def _add_topics(reading: Reading, parts: list[Part], words: list[str], typed: list[str]) -> None:
    """Add the answers that the words ask for."""
    said = {position for part in parts if part.is_said for position in range(part.start, part.end)}
    joining = {position for part in parts if part.is_joining for position in range(part.start, part.end)}
    topics, reading.guess = topics_in(words, said - joining, joining)
    for key, asking in topics.items():
        positions = sorted(asking)
        reading.answered.update(positions)
        entry = search_words().entries.get(words[positions[0]]) if len(positions) == 1 else None
        is_offer = entry is not None and entry.meaning == Meaning.OFFER and entry.value == key
        if is_offer:
            reading.offers.append((words[positions[0]],))
        meaning = Meaning.OFFER if is_offer else Meaning.ANSWER
        reading.meanings.append(WordMeaning(meaning, " ".join(typed[at] for at in positions), key))


def _add_parts(reading: Reading, parts: list[Part], words: list[str], typed: list[str]) -> None:
    """Add what the words mean, and the other words to the place after a “near” word or to those to look up."""
    place: list[tuple[str, ...]] = []
    target, is_near = reading.words, False
    for part in parts:
        entry, its_words = part.entry, words[part.start : part.end]
        text = " ".join(typed[part.start : part.end])
        if schooling := part.schooling:
            meaning = Meaning.GRADE if schooling.grade in GRADES else Meaning.NOT_SERVED
            reading.meanings.append(WordMeaning(meaning, text, grade_text(schooling.grade), schooling.age))
        elif entry is None or entry.meaning == PLACE_NAME:
            target += [(word,) for at, word in enumerate(its_words, part.start) if at not in reading.answered]
        elif entry.meaning == Meaning.WORDS and reading.answered.issuperset(range(part.start, part.end)):
            pass  # “math” in a question about homework does not name a school
        elif entry.meaning == Meaning.WORDS:
            others = fold(entry.value).split()  # a single word is an alternative to a single one, else they replace it
            is_single = len(others) == len(its_words) == 1
            target += [(its_words[0], others[0])] if is_single else [(word,) for word in others]
            reading.expanded[fold(entry.value)] = text
        elif entry.meaning == Meaning.NEAR:
            target, is_near = place, is_near or len(text) > LONGEST_PREPOSITION
        elif entry.meaning == Meaning.HERE:
            reading.is_here = True
        elif entry.meaning in TOLD and entry.meaning not in ANSWERING:
            reading.meanings.append(WordMeaning(Meaning(entry.meaning), text, entry.value))
    reading.words = _without_years(reading.words)[:MOST_WORDS]
    reading.place = " ".join(word[-1] for word in _without_years(place))
    reading.is_here = reading.is_here or is_near


def is_known(word: str) -> bool:
    """Whether a folded word is a search word, or part of a name or a place."""
    return any(word in known.words for known in (search_words(), network(), known_places(), known_streets()))


def _corrected(word: str) -> str:
    """Return the search word that a misspelled folded word may be, or the word itself.

    Real words, names, and places are right as they are, and so is what is rather one of these.
    """
    slips, better = (0, "") if is_real(word) or is_known(word) else search_words().most_like(word)
    named, place = (
        known.similar_words.meant(word, slips)[1] if better else "" for known in (network(), known_places())
    )
    return better if better and named in ("", better) and not place else word


def _without_years(words: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return no words if they are only a school year: “2027–28”. Otherwise its number may be that of a house."""
    return words if any(not YEAR.match(word[0]) for word in words) else []


def _without_zips(text: str) -> tuple[str, list[str]]:
    """Return `text` without ZIP codes of the state, and the ZIP codes."""
    zips = [code for code in ZIP.findall(text) if int(code) in settings.NETWORK.zips]
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
    return Entry(PLACE_NAME) if text in known_places().named or known_places().heard(text) else None
