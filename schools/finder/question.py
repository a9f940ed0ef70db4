"""Parse a question: filters, the place to search near, the words to match, and what else was asked."""

from dataclasses import dataclass, field, replace

from django.conf import settings
from django.utils.translation import gettext as _

from pages.search.alike import is_real
from schools.register.grades import grade_of
from schools.register.models import Place

from .answer import Order
from .corners import Corner, address_in, corner_in, street_in
from .criteria import Criteria
from .language import Reading, WordMeaning, read
from .models import Meaning
from .network import NAMES, network
from .phrases import URGENT, weight_of
from .places import NoPlace, Problem, find_place, place_within
from .terms import Term, terms_of

LONGEST_PLACE, LONGEST_NAME = 2, 4  # words; a longer text may be a whole question
COMMON = 0.6  # weight of a word such as “home”, which names no street in a question about something else


@dataclass
class NearPlace:
    """The place to search near, and the other words. `guess` is a place that matches the text with a typo."""

    words: list[tuple[str, ...]]
    place: Place | None = None
    guess: Place | None = None
    problem: NoPlace | None = None
    typed: str = ""  # the words of the text that name `place` or `guess`


@dataclass
class Question:
    """A parsed question. `asked` are the visitor's own filters, `criteria` these and the ones in the text.

    `near` is the place, `terms` are the matched words, `unknown` the words that no school has.
    """

    asked: Criteria
    criteria: Criteria
    reading: Reading
    near: NearPlace
    terms: list[Term] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    @property
    def is_guessed(self) -> bool:
        """Whether the level or grade comes from the text."""
        return self.criteria != self.asked

    @property
    def is_understood(self) -> bool:
        """Whether part of the text is useful although no school has its other words: “football near Watts”."""
        return bool(self.near.place or self.is_guessed or self.reading.answers or self.reading.is_here)

    @property
    def order(self) -> Order:
        return Order.DISTANCE if self.near.place else Order.RELEVANCE if self.terms else Order.AREA


def parse(asked: Criteria) -> Question:
    """Parse a question. More than a place in the field for places is read like the other field."""
    place = _place(asked.near) if asked.near else None
    is_unknown = isinstance(place, NoPlace) and place.problem == Problem.UNKNOWN
    if is_unknown or (not asked.q and len(asked.near.split()) > LONGEST_PLACE):
        question = _parse(replace(asked, q=asked.near, near=""), None)
        is_text = question.is_understood or (question.terms and not question.unknown)
        if any(item.typed for item in question.reading.meanings) or (is_unknown and is_text):
            return _parse(replace(asked, q=f"{asked.q} {asked.near}", near=""), None) if asked.q else question
    return _parse(asked, place)


def _place(text: str) -> Place | NoPlace:
    """Return the place in the field for places; a corner only if that is all it holds."""
    corner = corner_in(text)
    place = _place_of(corner) if corner and not corner.rest else find_place(text)
    return place if isinstance(place, Place) else address_in(text) or place


def _place_of(corner: Corner) -> Place | NoPlace:
    message = _("We do not know where “%(corner)s” is. Try a ZIP code or a neighborhood.")
    return corner.place or NoPlace(Problem.NO_CORNER, message % {"corner": corner.typed})


def _parse(asked: Criteria, place: Place | NoPlace | None) -> Question:
    """Parse the text and the filters. `place` is from the place field."""
    corner = corner_in(asked.q) if place is None else None
    reading = read(corner.rest if corner else asked.q)
    level, grade = reading.value(Meaning.LEVEL), reading.value(Meaning.GRADE)
    first = settings.NETWORK.levels[level].grades[0] if level else None
    number = grade_of(grade) if grade else None
    if first is not None and number == first - 1:
        number = first  # “va en octavo, para la prepa”
    criteria = replace(asked, level=asked.level or level, grade=number if asked.grade is None else asked.grade)
    near = _near_place(_place_of(corner) if corner else place, reading)
    if corner:
        near.typed = corner.typed
    is_name = len(asked.q.split()) <= LONGEST_NAME
    terms, unknown = terms_of(near.words + reading.offers, is_name=is_name)
    offers = {word[0] for word in reading.offers}
    terms = [term for term in terms if term.is_exact or term.typed not in offers]
    unknown = [word for word in unknown if word not in offers]
    if reading.answers and not is_name and all(term.typed.isdigit() for term in terms):
        terms = []  # “at 6”
    if unknown and near.place is None and (street := address_in(asked.q)):
        near.place, near.problem, near.typed, terms, unknown = street, None, asked.q, [], []
    if near.guess and not (terms and not unknown and all(term.is_exact for term in terms)):
        near.place, near.words, terms, unknown = near.guess, [], [], []
    elif unknown and near.place is None and len(near.words) > 1:
        terms, unknown = _without_place(near, terms, unknown)
    text = " ".join(unknown)
    is_street = text == reading.place or not (terms or (text.isdigit() and not is_name))  # “a mom of 2”
    if unknown and near.place is None and is_street and (street := _street(text, reading)):
        near.place, near.problem, near.typed, unknown = street, None, text, []
    near.typed = reading.expanded.get(near.typed, near.typed)  # the visitor's words
    question = Question(asked, criteria, reading, near, terms, unknown)
    is_found = near.place or (is_name and (terms or reading.meanings or reading.place or reading.is_here))
    if reading.guess and (not is_found or reading.guess in URGENT):
        reading.meanings.append(WordMeaning(Meaning.ANSWER, "", reading.guess))
    return question


def _street(text: str, reading: Reading) -> Place | None:
    """Return the street that `text` names. If there is an answer, “no pasó” is not El Paso, nor “home” Home Depot."""
    if not reading.answers or text == reading.place:
        return street_in(text)
    return street_in(text, from_start=is_real(text)) if weight_of(text) > COMMON else None


def _near_place(place: Place | NoPlace | None, reading: Reading) -> NearPlace:
    """Return the place from the place field, or from the text: the words after a “near” word, or all of them."""
    place_words = [(word,) for word in reading.place.split()]
    if place:
        words = reading.words + place_words
        return NearPlace(words, place=place) if isinstance(place, Place) else NearPlace(words, problem=place)
    if reading.place:
        result = find_place(reading.place)
        if isinstance(result, Place):
            return NearPlace(reading.words, place=result, typed=reading.place)
        if result.problem != Problem.UNKNOWN:
            return NearPlace(reading.words, problem=result)
        is_name = network().schools_with(reading.place.split(), NAMES)
        if not is_name and (street := street_in(reading.place)):
            return NearPlace(reading.words, place=street, typed=reading.place)
        return NearPlace(reading.words + place_words, problem=result)
    if not reading.words:
        return NearPlace([])
    result = find_place(reading.text, as_synonym=False)
    if isinstance(result, NoPlace):
        return NearPlace(reading.words, problem=result)
    if result.is_guess:
        is_word = reading.answers and all(is_real(word) for (word, *_others) in reading.words)
        return NearPlace(reading.words, guess=None if is_word else result, typed=reading.text)
    return NearPlace([], place=result, typed=reading.text)


def _without_place(near: NearPlace, terms: list[Term], unknown: list[str]) -> tuple[list[Term], list[str]]:
    """Take the place out of words that no school has all of: “boyle heights robotics”. Return the rest."""
    if within := place_within([word[0] for word in near.words]):
        place, rest = within
        near.typed = " ".join(word[0] for word in near.words if word[0] not in rest)
        near.place, near.problem = place, None
        terms = [term for term in terms if term.typed in rest]
        unknown = [word for word in unknown if word in rest]
    return terms, unknown
