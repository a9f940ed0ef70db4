"""Names of places and numbers of freeways: few on a small map, more where there is room for them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from math import dist

from .basin import features
from .projection import UNITS_PER_MILE
from .spread import NARROWEST
from .view import RATIO, View

TIERS, GROWTH = 5, 1.5  # from 280 to 1417 CSS pixels of width: a larger map, or a part of it enlarged
KNOWN = (18, 30, 60, 120, 200)  # how many of the best known places in view are tried, by tier
MOST = 100  # names on a map
LETTER, LINE, APART = 6.4, 14, 4  # CSS pixels; map.css sets the names in this size
PIN = 14  # CSS pixels around the middle of a pin that stay free
SHIELD = 13  # CSS pixels from the middle of a freeway's number to its sides
ROADS_FROM = 1  # tier

Point = tuple[float, float]
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Name:
    """A name and its place in percent of the map; `tier` says from which size on it is shown (0 is always)."""

    text: str
    x: str
    y: str
    tier: int
    is_road: bool = False


@dataclass(frozen=True)
class Candidate:
    """What may be named, and where: at the first of `points` (shares of the view) that is free."""

    text: str
    points: tuple[Point, ...]
    is_road: bool
    rank: int  # 0 is the best known in view

    def box(self, point: Point, width: float) -> Box:
        x, y = point[0] * width, point[1] * width / RATIO
        half = SHIELD if self.is_road else len(self.text) * LETTER / 2 + APART
        return _around(x, y, half, LINE / 2 + APART / 2)


@lru_cache(maxsize=256)
def names_in(view: View, pins: tuple[tuple[float, float, float, float], ...]) -> tuple[Name, ...]:
    """The names that fit into `view`, best known places first.

    `pins` stay free: each is a place (shares of the view) and how far beside it the pin stands (CSS pixels).
    """
    left, shown = list(_candidates(view)), []
    for tier in range(TIERS):
        width = NARROWEST * GROWTH**tier
        taken = [_around(x * width + dx, y * width / RATIO + dy, PIN, PIN) for x, y, dx, dy in pins]
        taken += [candidate.box(point, width) for candidate, point, _tier in shown]
        waiting = []
        for candidate in left:
            point = None
            if len(shown) < MOST and (tier >= ROADS_FROM if candidate.is_road else candidate.rank < KNOWN[tier]):
                point = _free(candidate, width, taken)
            if point is None:
                waiting.append(candidate)
                continue
            shown.append((candidate, point, tier))
            taken.append(candidate.box(point, width))
        left = waiting
    return tuple(
        Name(candidate.text, f"{100 * x:.2f}%", f"{100 * y:.2f}%", tier, candidate.is_road)
        for candidate, (x, y), tier in shown
    )


def _candidates(view: View) -> Iterator[Candidate]:
    """Places from the best known to the least, then freeways."""
    rank = 0
    for feature in sorted(features(), key=lambda one: one.layer == "freeway"):
        is_road = feature.layer == "freeway"
        if not is_road and feature.layer != "name":
            continue
        points = _along(feature.lines) if is_road else feature.lines[0]
        shares = (view.share(point) for point in points)
        inside = tuple(point for point in shares if 0.02 < point[0] < 0.98 and 0.02 < point[1] < 0.98)
        if inside:
            text = feature.name.partition("-")[2] if is_road else feature.name  # I-10 is “the 10” to everybody
            yield Candidate(text, inside, is_road, rank)
            rank += 1


@cache
def _along(lines) -> tuple[Point, ...]:
    """Points on the freeway about two miles apart, those near its middle first."""
    points = []
    for line in lines:
        for one, other in pairwise(line):
            pieces = max(1, round(dist(one, other) / UNITS_PER_MILE / 2))
            points += [
                (one[0] + (other[0] - one[0]) * n / pieces, one[1] + (other[1] - one[1]) * n / pieces)
                for n in range(pieces)
            ]
    middle = len(points) / 2
    return tuple(point for _distance, point in sorted((abs(n - middle), point) for n, point in enumerate(points)))


def _free(candidate: Candidate, width: float, taken: list[Box]) -> Point | None:
    for point in candidate.points:
        left, top, right, bottom = box = candidate.box(point, width)
        inside = left >= 0 and top >= 0 and right <= width and bottom <= width / RATIO
        if inside and not any(_meet(box, other) for other in taken):
            return point
    return None


def _around(x: float, y: float, half_width: float, half_height: float) -> Box:
    return x - half_width, y - half_height, x + half_width, y + half_height


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
