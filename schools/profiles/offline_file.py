"""The finder's own file, `finder.json` below each list of schools: what a browser needs to find a school while the
server or the network does not answer (js/local-finder.js).

It is the same for everyone and part of the published copy. Nothing in it is about the visitor.
"""

from functools import partial

from django.template.loader import render_to_string

from schools.finder.models import Meaning
from schools.finder.places import SUFFIXES, known_places, rank
from schools.finder.search_words import Entry, search_words
from schools.register.grades import grade_of
from schools.register.models import Place
from schools.register.models.campus import miles_between

from .cards import fill, with_cards
from .prefetch import fetch_lists

NAME = "finder.json"
REACH = 50  # miles from a school within which places are listed: the county and its neighbors
DECIMALS = 5  # of degrees, as in content/places: about a yard, for the same order as the server's
MEANINGS = {Meaning.LEVEL, Meaning.GRADE, Meaning.NEAR, Meaning.WORDS, Meaning.NOTHING}


def offline_file(profiles, address_of) -> dict:
    """Return the open schools of the queryset `profiles`, the ZIP codes and places near them, the search words, and the
    HTML of an answer, in the active language.

    `address_of(profile)` is the path of a profile. Points are [degrees north, degrees east].
    """
    profiles = list(with_cards(profiles.open_today()))
    fill(profiles)
    fetch_lists([profile.school for profile in profiles], "former_names", "record_links")
    points = [point for profile in profiles if (point := _point(profile.school.campus))]
    known = known_places()
    named = [place for place in dict.fromkeys(known.named.values()) if _is_near(points, place)]
    named.sort(key=lambda place: (place.name, *rank(place)))
    words = search_words().entries
    return {
        "answer": render_to_string("schools/finder/local.html"),
        "schools": [_school(profile, address_of(profile)) for profile in profiles],
        "zips": {code: _point(place) for code, place in known.zips.items() if _is_near(points, place)},
        "places": [[place.name, *_point(place), *filter(None, [place.qualifier])] for place in named],
        "after": SUFFIXES,
        "words": {word: [entry.meaning, _value(entry)] for word, entry in words.items() if entry.meaning in MEANINGS},
    }


def _value(entry: Entry) -> str:
    return str(grade_of(entry.value)) if entry.meaning == Meaning.GRADE else entry.value


def _school(profile, address: str) -> dict:
    school = profile.school
    former_names = [former.name for former in school.names_before]
    record_names = [link.record.name for link in school.record_links.all()]
    return {
        "name": school.short_name,
        "url": address,
        "line": str(school.level_and_grades),
        "level": school.level,
        "grades": [school.lowest_grade, school.highest_grade],
        "at": _point(school.campus),
        "area": school.campus.area,
        "address": school.campus.address,
        "phone": school.phone_text,
        "short": profile.in_short.short,
        "also": " ".join(dict.fromkeys([school.slug, *former_names, *record_names])),
    }


def _point(of) -> list[float] | None:
    if of.latitude is None or of.longitude is None:
        return None
    return [round(float(of.latitude), DECIMALS), round(float(of.longitude), DECIMALS)]


def _is_near(points: list[list[float]], place: Place) -> bool:
    miles_from = partial(miles_between, place.latitude, place.longitude)
    return any(miles_from(*point) <= REACH for point in points)
