"""Find the corner of two streets: “western and mlk”, “70th & Vermont”, “esquina de Main y la 46”.

A street is known by the addresses of public schools on it (`StreetPoint`). Most streets of the county run north–south
or east–west, so the corner has the longitude of one and the latitude of the other.
"""

import re
from dataclasses import dataclass
from operator import attrgetter, itemgetter

from django.utils.translation import gettext as _

from pages.content_cache import memo
from schools.register.distance import miles_between
from schools.register.models import Place, PlaceKind, StreetPoint

from .folding import words_of

SIGNS = re.compile(r"[&/@+]")
JOINERS = {"and", "y", "con", "at", "x", "n"}
KINDS = {
    *("street", "st", "avenue", "ave", "av", "boulevard", "blvd", "bl", "road", "rd", "drive", "dr", "place", "pl"),
    *("way", "lane", "ln", "court", "ct", "calle", "avenida", "la", "el"),
}
DIRECTIONS = {"north", "south", "east", "west", "n", "s", "e", "w"}
SHORT = {"mlk": "martin luther king", "mlking": "martin luther king"}
DROPPED = {"jr", "junior", "sr"}
LONGEST = 4  # words of a street's name
# Miles between the closest known points of two streets that meet there: the first if one runs north–south and the other
# east–west, so the corner is known from both, the second if not.
NEAR_ACROSS, NEAR = 3.0, 0.5
# Degrees that a street may bend between points on both sides of the other one, and that this one may be away.
BEND, AWAY = 0.004, 0.04


def street_name(text: str) -> str:
    """Return a street's name for comparison, without its kind and direction: “W. 70th Street” → “70th”."""
    words = [part for word in words_of(text) for part in SHORT.get(word, word).split()]
    words = [_ordinal(word) for word in words if word not in DROPPED]
    bare = [word for word in words if word not in KINDS | DIRECTIONS]
    if len(bare) == 1 and bare[0][:-2].isdigit() and words[0] in ("avenue", "ave"):
        return f"avenue {bare[0][:-2]}"  # “Avenue 20” is not 20th Avenue
    return " ".join(bare or words)


@dataclass(frozen=True)
class Corner:
    """Two streets in a text: `typed`, where they meet (None if we can't tell), and the `rest` of the text."""

    typed: str
    place: Place | None
    rest: str


def corner_in(text: str) -> Corner | None:
    """Return the corner that `text` names, or None if it names none."""
    words = SIGNS.sub(" and ", text).split()
    joints = [index for index, word in enumerate(words) if word.lower() in JOINERS and 0 < index < len(words) - 1]
    if not joints:
        return None
    sides = {}  # (index of the joint, first word, end) → name
    for joint in joints:
        for length in range(1, LONGEST + 2):
            for start, end in ((joint - length, joint), (joint + 1, joint + 1 + length)):
                if start >= 0 and end <= len(words):
                    sides[joint, start, end] = street_name(" ".join(words[start:end]))
    points = _known_points()
    for joint in joints:
        left = _longest(joint, sides, points, before=True)
        right = _longest(joint, sides, points, before=False)
        if left and right and not (_is_numbered(left[0]) and _is_numbered(right[0])):  # those never meet
            typed, rest = words[left[1] : right[2]], words[: left[1]] + words[right[2] :]
            return Corner(" ".join(typed), _meeting(points[left[0]], points[right[0]]), " ".join(rest))
    return None


def _known_points() -> dict[str, list[StreetPoint]]:
    """Return all points by the name of their street, kept until content changes."""
    return memo("points on streets", _points_by_street)


def _points_by_street() -> dict[str, list[StreetPoint]]:
    points: dict[str, list[StreetPoint]] = {}
    for point in StreetPoint.objects.all():
        points.setdefault(point.folded, []).append(point)
    return points


def _longest(joint, sides, points, *, before: bool) -> tuple[str, int, int] | None:
    """Return the longest known street on one side of a joint, as (name, first word, end)."""
    known = [
        (name, start, end)
        for (index, start, end), name in sides.items()
        if index == joint and (end == joint) == before and name in points
    ]
    return max(known, key=lambda side: (len(side[0].split()), side[2] - side[1]), default=None)


def _meeting(first: list[StreetPoint], second: list[StreetPoint]) -> Place | None:
    """Return where two streets meet, judged by their closest points; None if these are not near."""
    pairs = [(_miles(one, two), one, two) for one in first for two in second if one.folded != two.folded]
    if not pairs:
        return None
    miles, one, two = min(pairs, key=lambda pair: pair[0])
    is_across = {one.axis, two.axis} == {*StreetPoint.Axis.values}
    if miles > (NEAR_ACROSS if is_across else NEAR):
        crossing = _crossing(first, second) or _crossing(second, first)
        if crossing is None:
            return None
        one, two = sorted(crossing, key=second.__contains__)  # in the order that was asked
    if one.axis == two.axis:
        latitude, longitude = (one.latitude + two.latitude) / 2, (one.longitude + two.longitude) / 2
    else:
        along, across = (one, two) if one.axis == "ns" or two.axis == "ew" else (two, one)
        latitude, longitude = across.latitude, along.longitude
    name = _("%(street)s and %(other)s") % {"street": one.street, "other": two.street}
    return Place(kind=PlaceKind.CORNER, name=name, latitude=latitude, longitude=longitude)


def _crossing(street: list[StreetPoint], other: list[StreetPoint]) -> tuple[StreetPoint, StreetPoint] | None:
    """Return points of `street` and of `other` if they cross because `street` runs straight past both sides of it."""
    axes = {point.axis for point in street} - {""}, {point.axis for point in other} - {""}
    if axes not in (({"ew"}, {"ns"}), ({"ns"}, {"ew"})):
        return None
    along, across = ("longitude", "latitude") if axes[0] == {"ew"} else ("latitude", "longitude")
    crossings = []
    for point in other:
        before = [one for one in street if getattr(one, along) <= getattr(point, along)]
        after = [one for one in street if getattr(one, along) > getattr(point, along)]
        if before and after:
            left, right = max(before, key=attrgetter(along)), min(after, key=attrgetter(along))
            away = abs(getattr(point, across) - getattr(left, across))
            if abs(getattr(left, across) - getattr(right, across)) <= BEND and away <= AWAY:
                crossings.append((away, left, point))
    return min(crossings, key=itemgetter(0))[1:] if crossings else None


def _miles(one: StreetPoint, two: StreetPoint) -> float:
    return miles_between(one.latitude, one.longitude, two.latitude, two.longitude)


def _is_numbered(street: str) -> bool:
    return street[:-2].isdigit()


def _ordinal(word: str) -> str:
    """Return a bare number as the name of a street: “70” → “70th”."""
    if not word.isdigit():
        return word
    ending = {"1": "st", "2": "nd", "3": "rd"}.get(word[-1], "th") if word[-2:-1] != "1" else "th"
    return word + ending
