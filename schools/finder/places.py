"""Find the place to search near: turn a ZIP code, city, neighborhood, or rounded location into a point."""

import re
from copy import copy
from dataclasses import dataclass, field
from enum import StrEnum

from django.conf import settings
from django.utils.translation import gettext as _

from pages.content_cache import memo
from pages.search.alike import Similar, edits_between, is_real
from schools.register.models import Place, PlaceKind

from .ear import sound_of
from .folding import fold, words_of
from .models import Meaning
from .search_words import search_words

LONGEST = 80
LONGEST_NAME = 4  # words of a place inside a longer text
LONGEST_NEAR = 4  # words, such as “within walking distance of”
COORDINATES = re.compile(r"^\s*\(?(-?\d{1,3}(?:\.\d*)?)(?:\s*+[,;]\s*+|\s++)(-?\d{1,3}(?:\.\d*)?)\)?\s*$")
ZIP = re.compile(r"^(\d{5})(?:[- ]?\d{4})?$")
DIGITS = re.compile(r"^[\d -]+$")
PRECISION = 3  # decimals of a visitor's location: about a hundred yards, too coarse to identify a house
NAMES = {"state": settings.NETWORK.state_name, "region": settings.NETWORK.region, "county": settings.NETWORK.county}
SUFFIXES = (*map(fold, settings.NETWORK.state_words), "usa")
KIND_ORDER = {kind: rank for rank, kind in enumerate((PlaceKind.CITY, PlaceKind.NEIGHBORHOOD, PlaceKind.COMMUNITY))}


class Problem(StrEnum):
    NO_POINT = "no point"
    OUT_OF_STATE = "out of state"
    MALFORMED = "malformed"
    FAR = "far"
    NO_CORNER = "no corner"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class NoPlace:
    """Why no place was found. `message` is for the visitor, in the request's language.

    `suggestions`: up to three places they may have meant, the most similar first.
    """

    problem: Problem
    message: str
    suggestions: list[Place] = field(default_factory=list)


class KnownPlaces:
    """All places by their folded name, without and with what tells them apart from others, and ZIP codes."""

    def __init__(self, places: list[Place]):
        self.zips = {place.name: place for place in places if place.kind == PlaceKind.ZIP}
        self.named: dict[str, Place] = {}
        for place in sorted(places, key=rank):
            qualifier = fold(place.qualifier)
            for name in (place.folded, f"{place.folded} {qualifier}".strip(), f"{qualifier} {place.folded}".strip()):
                if place.kind != PlaceKind.ZIP:
                    self.named.setdefault(name, place)
        self.similar = Similar(self.named)
        self.words = {word for place in self.named.values() for word in place.folded.split()}
        self.similar_words = Similar(self.words)
        self._by_sound: dict[str, list[Place]] = {}
        for place in dict.fromkeys(self.named.values()):
            self._by_sound.setdefault(sound_of(place.folded, is_english=True), []).append(place)
        # The region of each area that is in one: such as “Downtown” or “South Side”.
        self.regions = {place.full_name: place.region for place in places if place.region}

    def heard(self, name: str) -> Place | None:
        """Return the place whose name sounds like the folded `name` to Spanish ears, and is spelled most like it."""
        places = [] if all(map(is_real, name.split())) else self._by_sound.get(sound_of(name), [])
        return min(places, key=lambda place: edits_between(name, place.folded, LONGEST), default=None)


def known_places() -> KnownPlaces:
    """Return all places, kept until content changes. Do not change them."""
    return memo("places", lambda: KnownPlaces(list(Place.objects.all())))


def find_place(text: str, *, as_synonym: bool = True) -> Place | NoPlace:
    """Return the place in `text`: a ZIP code, “Watts, CA”, “cerca de Watts”, or “34.03,-118.28”.

    A place found despite a typo has `is_guess`. `as_synonym=False` skips the search words, for a text in which they
    were already replaced. Coordinates give an unsaved `Place`, rounded to three decimals.
    """
    text = text.replace("\x00", " ").strip()[:LONGEST]
    if point := COORDINATES.match(text):
        return _location(float(point[1]), float(point[2]))
    name = _without_prefixes(text)
    if code := ZIP.match(name.replace(" ", "-", 1)):
        return _zip(code[1])
    if name and DIGITS.match(name):
        message = _("A ZIP code has five digits, such as %(zip)s.") % {"zip": f"{settings.NETWORK.zips.start:05}"}
        return NoPlace(Problem.MALFORMED, message)
    return _find_by_name(name, as_synonym)


def place_within(words: list[str]) -> tuple[Place, list[str]] | None:
    """Return the place with the longest name among `words`, and the other words. None if there is none."""
    named = known_places().named
    for length in range(min(LONGEST_NAME, len(words)), 0, -1):
        for start in range(len(words) - length, -1, -1):
            if place := named.get(" ".join(words[start : start + length])):
                return place, words[:start] + words[start + length :]
    return None


def _without_prefixes(text: str) -> str:
    """Return `text` folded, without “near” before it and “CA” after it, unless nothing else is left."""
    words, entries = words_of(text), search_words().entries
    for length in range(min(LONGEST_NEAR, len(words) - 1), 0, -1):
        entry = entries.get(" ".join(words[:length]))
        if entry and entry.meaning == Meaning.NEAR:
            words = words[length:]
            break
    if words[:1] == ["parque"]:
        words = [*words[1:], "park"]
    name = " ".join(words)
    for word in SUFFIXES:
        name = name.removesuffix(f" {word}")
    if (words := name.split()) and words[-1:] != [name] and ZIP.match(words[-1]):
        return words[-1]  # “Watts, CA 90059”
    return name


def _location(north: float, east: float) -> Place | NoPlace:
    north, east = round(north, PRECISION), round(east, PRECISION)
    bounds = settings.NETWORK.bounds
    if not (bounds.south <= north <= bounds.north and bounds.west <= east <= bounds.east):
        message = _("That location is far from %(state)s. Our schools are in %(region)s.")
        return NoPlace(Problem.FAR, message % NAMES)
    kind = PlaceKind.POINT
    return Place(kind=kind, name=str(kind.label), latitude=north, longitude=east)


def _zip(code: str) -> Place | NoPlace:
    if place := known_places().zips.get(code):
        return place
    if int(code) in settings.NETWORK.zips:
        message = _("ZIP code %(zip)s is not on our map. It may be only for post office boxes. Try a "
                    "neighborhood, a city, or a nearby ZIP code.")  # fmt: skip
        return NoPlace(Problem.NO_POINT, message % {"zip": code})
    message = _("ZIP code %(zip)s is not in %(state)s. Our schools are in %(region)s.")
    return NoPlace(Problem.OUT_OF_STATE, message % {"zip": code, **NAMES})


def _find_by_name(name: str, as_synonym: bool) -> Place | NoPlace:
    known, entry = known_places(), search_words().entries.get(name)
    if as_synonym and name not in known.named and entry and entry.meaning == Meaning.WORDS:
        name = fold(entry.value)  # “dtla” → “downtown los angeles”
    if place := known.named.get(name):
        return place
    _slips, meant = known.similar.meant(name)
    if guess := known.named.get(meant) or known.heard(name):
        guess = copy(guess)
        guess.is_guess = True
        return guess
    shares = known.similar.to(name)
    alike = sorted(shares, key=lambda other: (-shares[other], other))
    message = _("We did not find “%(place)s”. Try a ZIP code, a neighborhood, or a city in %(county)s.")
    suggestions = list(dict.fromkeys(known.named[other] for other in alike))
    return NoPlace(Problem.UNKNOWN, message % {"place": name, **NAMES}, suggestions[:3])


def rank(place: Place) -> tuple:
    """Order places with the same name: the first one is meant."""
    return place.qualifier == "unincorporated", KIND_ORDER.get(place.kind, 9)
