"""Find streets and their corners: “western and mlk”, “70th & Vermont”, “esquina de Main y la 46”, “slauson”.

A street is known by points on it: the corners where buses stop, and the addresses of public schools. They are reference
data in `content/places/streets.csv`, which staff do not edit, so each process reads them once.
Most streets of the county run north–south or east–west, so a corner without a point has the longitude of one street and
the latitude of the other.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby, product
from operator import attrgetter
from statistics import mode
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _

from pages.search.alike import Similar, is_real
from schools.register.models import Place, PlaceKind
from schools.register.models.campus import miles_between

from .ear import sound_of
from .folding import fold, words_of
from .numbers import ORDINALS, WORDS
from .search_words import search_words

AXES = {"ns", "ew"}  # north–south, east–west
SIGNS = re.compile(r"[&/@+]")
JOINERS, KINDS, DIRECTIONS, DROPPED = ({*WORDS[name]} for name in ("joiners", "kinds", "directions", "dropped"))
LONGEST = 4  # words of a street's name
SHORTEST_IN_THE_MIDDLE = 4  # letters; shorter words in the middle of a longer name do not stand for it
# Miles between the closest known points of two streets that meet there: the first if one runs north–south and the other
# east–west, so the corner is known from both, the second if not.
NEAR_ACROSS, NEAR = 3.0, 0.5
MOST_OF_A_SHORT_NAME = 3  # streets that “king” may mean


class Point(NamedTuple):
    """A point on a street, in degrees. `axis` is the direction in which the street runs, if known."""

    street: str
    axis: str
    latitude: float
    longitude: float

    @property
    def spot(self) -> tuple[float, float]:
        return self.latitude, self.longitude


class Streets(dict[str, list[Point]]):
    """The points of each street, by its name as `street_name` returns it."""

    def __init__(self, points: Iterable[Point]):
        super().__init__()
        self._short: dict[str, set[str]] = {}  # the streets by each word of a longer name, and by its initials
        for street, same in groupby(points, attrgetter("street")):
            self.setdefault(street_name(street), []).extend(same)
        for name in self:
            words = name.split()
            middle = {word for word in words[1:-1] if len(word) >= SHORTEST_IN_THE_MIDDLE}
            initials = "".join(word[0] for word in words)
            for short in {words[0], *middle, words[-1], initials} if len(words) > 1 else ():
                self._short.setdefault(short, set()).add(name)
        self.words = {word for name in self for word in name.split()}
        self.similar_words = Similar(self.words)
        self._by_sound = {sound_of(word, is_english=True): word for word in sorted(self.words)}

    def corrected(self, word: str) -> str:
        """Return the word of a street's name that a misspelled or Spanish one may be, or the word itself."""
        folded = fold(word)
        entry = search_words().entries.get(folded)
        if entry and entry.value in self.words and folded not in self.words:
            return entry.value  # “florencia” is Florence
        if not folded.isalpha() or folded in self.words or is_real(folded) or folded in search_words().words:
            return word
        return self._by_sound.get(sound_of(folded)) or self.similar_words.meant(folded)[1] or word

    def meant(self, name: str) -> list[str]:
        """Return the streets that `name` may mean: the one with this name, then longer names."""
        if not name:
            return []
        longer = set.intersection(*(self._short.get(word, set()) for word in name.split())) - {name}
        longest = sorted(longer, key=lambda other: (-len(self[other]), other))[:MOST_OF_A_SHORT_NAME]
        return [*([name] if name in self else []), *longest]


@cache
def known_streets() -> Streets:
    """Return all streets."""
    with (settings.CONTENT / "places" / "streets.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return Streets(
            Point(row["street"], row["axis"], float(row["latitude"]), float(row["longitude"])) for row in rows
        )


def street_name(text: str) -> str:
    """Return a street's name for comparison, without its kind and direction: “W. 70th Street” → “70th”."""
    words = [_ordinal(word) for word in words_of(text) if word not in DROPPED]
    bare = [word for word in words if word not in KINDS | DIRECTIONS]
    if len(bare) == 1 and bare[0][:-2].isdigit() and words[0] in ("avenue", "ave"):
        return f"avenue {bare[0][:-2]}"  # “Avenue 20” is not 20th Avenue
    return " ".join(bare or words)


def street_in(text: str, *, from_start: bool = False) -> Place | None:
    """Return the middle of the street that `text` names, or None. `from_start`: only if its name begins with `text`."""
    streets = known_streets()
    meant = streets.meant(street_name(text))
    if not meant:
        return None
    points = streets[meant[0]]
    if from_start and not fold(_label(points)).startswith(text):
        return None
    middle, label = _middle(points), _("the middle of %(street)s") % {"street": _label(points)}
    return Place(kind=PlaceKind.CORNER, name=label, latitude=middle.latitude, longitude=middle.longitude)


def address_in(text: str) -> Place | None:
    """Return the middle of the street in a postal address, or None: “1234 W. 54th St”."""
    words = words_of(text)
    end = next((at for at, word in enumerate(words) if at > 1 and word in KINDS), 0)
    return street_in(" ".join(words[1 : end + 1])) if end and words[0].isdigit() else None


@dataclass(frozen=True)
class Corner:
    """Two streets in a text: `typed`, where they meet (None if we can't tell), and the `rest` of the text."""

    typed: str
    place: Place | None
    rest: str


def corner_in(text: str) -> Corner | None:
    """Return the corner that `text` names, or None if it names none. Two streets by their full names may not meet."""
    words = SIGNS.sub(" and ", text).split()
    joints = [index for index, word in enumerate(words) if word.lower() in JOINERS and 0 < index < len(words) - 1]
    if not joints:
        return None
    apart = None
    for start, end, left, right in _pairs([known_streets().corrected(word) for word in words], joints):
        if left == right or all(street[:-2].isdigit() for street in (left, right)):  # numbered ones never meet
            continue
        corner = Corner(" ".join(words[start:end]), None, " ".join(words[:start] + words[end:]))
        streets = known_streets()
        for one, other in product(streets.meant(left), streets.meant(right)):
            if place := _meeting(streets[one], streets[other]):
                return Corner(corner.typed, place, corner.rest)
        if left in streets and right in streets:
            apart = apart or corner
    return apart


def _pairs(words: list[str], joints: list[int]) -> Iterator[tuple[int, int, str, str]]:
    """Yield (first word, end, one street's name, the other's) around each of the “and” `joints`, longest first."""
    lengths = sorted(product(range(LONGEST + 1, 0, -1), repeat=2), key=sum, reverse=True)
    streets = known_streets()
    for joint in joints:
        for before, after in lengths:
            start, end = joint - before, joint + 1 + after
            if start >= 0 and end <= len(words):
                left, right = street_name(" ".join(words[start:joint])), street_name(" ".join(words[joint + 1 : end]))
                if streets.meant(left) and streets.meant(right):
                    yield start, end, left, right


def _meeting(first: list[Point], second: list[Point]) -> Place | None:
    """Return where two streets meet: at a point of both, or judged by their closest points; None if these are far."""
    one, two = _closest(first, second)
    is_across = {one.axis, two.axis} == AXES
    if not is_across and miles_between(*one.spot, *two.spot) > NEAR:
        crossing = [pair for pair in product(first, second) if {pair[0].axis, pair[1].axis} == AXES]
        is_across, (one, two) = bool(crossing), min(crossing, key=lambda pair: _gap(*pair), default=(one, two))
    if miles_between(*one.spot, *two.spot) > (NEAR_ACROSS if is_across else NEAR):
        return None
    if is_across:
        along, across = (one, two) if one.axis == "ns" else (two, one)
        latitude, longitude = across.latitude, along.longitude
    else:
        latitude, longitude = (one.latitude + two.latitude) / 2, (one.longitude + two.longitude) / 2
    name = _("%(street)s and %(other)s") % {"street": one.street, "other": two.street}
    return Place(kind=PlaceKind.CORNER, name=name, latitude=latitude, longitude=longitude)


def _closest(first: list[Point], second: list[Point]) -> tuple[Point, Point]:
    by_spot = {point.spot: point for point in second}
    if shared := next((point for point in first if point.spot in by_spot), None):
        return shared, by_spot[shared.spot]
    return min(product(first, second), key=lambda pair: _gap(*pair))


def _gap(one: Point, two: Point) -> float:
    """Return a measure of how far apart two points are, faster than miles."""
    return (one.latitude - two.latitude) ** 2 + (0.83 * (one.longitude - two.longitude)) ** 2


def _middle(points: list[Point]) -> Point:
    """Return the point in the middle of a street: half of the points are on either side of it."""
    spread = {name: [getattr(point, name) for point in points] for name in ("latitude", "longitude")}
    along = max(spread, key=lambda name: max(spread[name]) - min(spread[name]))
    return sorted(points, key=lambda point: getattr(point, along))[len(points) // 2]


def _label(points: list[Point]) -> str:
    """Return the name that most points have."""
    return mode(sorted(point.street for point in points))


def _ordinal(word: str) -> str:
    """Return a number as the name of a street: “70” → “70th”, “primera” → “1st”."""
    number = ORDINALS.get(f"{word[:-1]}o" if word.endswith("a") else "" if word.endswith("o") else word, word)
    if not str(number).isdigit():
        return word
    ending = {"1": "st", "2": "nd", "3": "rd"}.get(str(number)[-1], "th") if str(number)[-2:-1] != "1" else "th"
    return f"{number}{ending}"
