"""Place names and freeway numbers: few on a small map, more on a large one."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from math import dist

from django.utils.html import format_html
from django.utils.safestring import SafeString

from .base import NARROWEST, RATIO, UNITS_PER_MILE, Point, View, features

TIERS, GROWTH = 5, 1.5  # map widths from 280 to 1417 CSS pixels, by size or zoom
KNOWN = (18, 30, 60, 120, 200)  # how many of the best-known places in view to try, by tier
MOST = 100  # names on a map
LETTER, LINE, APART = 6.4, 14, 4  # CSS pixels; must match the font size in map.css
PIN = 14  # CSS pixels to keep free around the center of a pin
SHIELD = 13  # CSS pixels from the center of a freeway number to its sides
ROADS_FROM = 1  # tier

PLACE = '<text class="map__name map__name--{}" x="{}" y="{}">{}</text>'
ROAD = (
    '<svg class="map__name map__road map__name--{}" x="{}" y="{}"><rect x="-12" y="-8" width="24" height="16" rx="5"/>'
    '<text dy="4">{}</text></svg>'
)

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Name:
    """A name and its position in percent of the map. `tier` is the smallest map size that shows it (0: always)."""

    text: str
    x: str
    y: str
    tier: int
    is_road: bool = False

    @property
    def svg(self) -> SafeString:
        """The name as SVG. A map has up to a hundred, too many for a loop of a template."""
        return format_html(ROAD if self.is_road else PLACE, self.tier, self.x, self.y, self.text)


@dataclass(frozen=True)
class Candidate:
    """A possible name. It goes to the first of `points` (fractions of the view) that is free."""

    text: str
    points: tuple[Point, ...]
    is_road: bool
    rank: int  # 0 is the best-known place in view

    def box(self, point: Point, width: float) -> Box:
        x, y = point[0] * width, point[1] * width / RATIO
        half = SHIELD if self.is_road else len(self.text) * LETTER / 2 + APART
        return _around(x, y, half, LINE / 2 + APART / 2)


@lru_cache(maxsize=256)
def names_in(view: View, pins: tuple[tuple[float, float, float, float], ...]) -> tuple[Name, ...]:
    """Return the names that fit into `view`, the best-known places first.

    Names do not cover `pins`. Each pin is (x, y, dx, dy): a point (fractions of the view) and the pin's offset from it
    (CSS pixels).
    """
    candidates, placed = list(_candidates(view)), []
    for tier in range(TIERS):
        width = NARROWEST * GROWTH**tier
        boxes = [_around(x * width + dx, y * width / RATIO + dy, PIN, PIN) for x, y, dx, dy in pins]
        boxes += [candidate.box(point, width) for candidate, point, _tier in placed]
        for candidate in [*candidates]:
            is_shown = tier >= ROADS_FROM if candidate.is_road else candidate.rank < KNOWN[tier]
            point = _free(candidate, width, boxes) if is_shown and len(placed) < MOST else None
            if point:
                candidates.remove(candidate)
                placed.append((candidate, point, tier))
                boxes.append(candidate.box(point, width))
    return tuple(
        Name(candidate.text, f"{100 * x:.2f}%", f"{100 * y:.2f}%", tier, candidate.is_road)
        for candidate, (x, y), tier in placed
    )


def _candidates(view: View) -> Iterator[Candidate]:
    """Yield the places, the best known first, then the freeways."""
    rank = 0
    for feature in sorted(features(), key=lambda feature: feature.layer == "freeway"):
        is_road = feature.layer == "freeway"
        if not is_road and feature.layer != "name":
            continue
        points = _along(feature.lines) if is_road else feature.lines[0]
        shares = (view.share(point) for point in points)
        inside = tuple(point for point in shares if 0.02 < point[0] < 0.98 and 0.02 < point[1] < 0.98)
        if inside:
            text = feature.name.partition("-")[2] if is_road else feature.name  # people call I-10 “the 10”
            yield Candidate(text, inside, is_road, rank)
            rank += 1


@cache
def _along(lines) -> tuple[Point, ...]:
    """Return points on the freeway about two miles apart, those near its middle first."""
    points = []
    for line in lines:
        for start, end in pairwise(line):
            pieces = max(1, round(dist(start, end) / UNITS_PER_MILE / 2))
            points += [
                (start[0] + (end[0] - start[0]) * n / pieces, start[1] + (end[1] - start[1]) * n / pieces)
                for n in range(pieces)
            ]
    middle = len(points) / 2
    return tuple(point for _distance, point in sorted((abs(n - middle), point) for n, point in enumerate(points)))


def _free(candidate: Candidate, width: float, boxes: list[Box]) -> Point | None:
    for point in candidate.points:
        left, top, right, bottom = candidate.box(point, width)
        inside = left >= 0 and top >= 0 and right <= width and bottom <= width / RATIO
        if inside and not any(x1 < right and left < x2 and y1 < bottom and top < y2 for x1, y1, x2, y2 in boxes):
            return point
    return None


def _around(x: float, y: float, half_width: float, half_height: float) -> Box:
    return x - half_width, y - half_height, x + half_width, y + half_height
