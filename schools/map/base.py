"""The base map: its public data (land, hills, city limits, freeways, and place names), the part shown, and its drawing.

The area is the `bbox` of the GeoJSON file in the network's `map/`. A unit is 25 meters: x grows to the east, y to the
south. Equirectangular projection, exact at its middle. Over 90 km the scale is off by less than one percent.

The drawing is one small SVG file without colors, stored under `var/` on first use. Pages show a layer of it with
`<use href="base.svg#land">`, and their stylesheet colors it. So browsers cache one file for all pages and for light,
dark, and forced colors. In a picture of the file the layers stand side by side, so the stylesheet can show each as a
mask before a script has added them.
"""

import json
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from itertools import groupby, pairwise
from math import cos, radians
from pathlib import Path

from django.conf import settings

from toolkit.atomic_files import GeneratedFilesFinder, replacing

FILES = sorted((settings.CONTENT / "map").glob("*.geojson"))
COLLECTION = json.loads(FILES[0].read_text(encoding="utf-8")) if FILES else {"bbox": (0, 0, 1, 1), "features": []}
LINES, LINE = {"limits", "roads"}, 'fill="none" stroke="#000" stroke-width="12"'  # in a picture
DEPTH = {"Point": 0, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
WEST, SOUTH, EAST, NORTH = COLLECTION["bbox"]  # without a file, a square of the sea
PARALLEL = round((SOUTH + NORTH) / 2, 6)
PER_DEGREE = 111_320 / 25  # units in a degree of latitude
UNITS_PER_MILE = 1609.344 / 25
NARROWEST = 280  # CSS pixels: a map on a 320-pixel phone, used to compute overlaps
Point = tuple[float, float]


def project(latitude: float, longitude: float) -> Point:
    """Return the point in units of the base. It may be outside the base."""
    return (longitude - WEST) * PER_DEGREE * cos(radians(PARALLEL)), (NORTH - latitude) * PER_DEGREE


WIDTH, HEIGHT = project(SOUTH, EAST)


def is_shown(latitude: float, longitude: float) -> bool:
    """Whether the point is on the base."""
    return SOUTH <= latitude <= NORTH and WEST <= longitude <= EAST


@dataclass(frozen=True)
class Feature:
    """One feature. `lines` are the rings of an area, the lines of a road, or one point, in units of the base."""

    layer: str  # land, hills, city, freeway, name
    name: str
    lines: tuple[tuple[Point, ...], ...]


@cache
def features() -> tuple[Feature, ...]:
    """Return all features in the file's order, which lists the best-known places first."""
    return tuple(
        Feature(
            feature["properties"]["layer"],
            feature["properties"].get("name") or feature["properties"].get("ref", ""),
            tuple(_lines(feature["geometry"]["coordinates"], DEPTH[feature["geometry"]["type"]])),
        )
        for feature in COLLECTION["features"]
    )


def _lines(coordinates, depth):
    if depth == 0:
        yield (project(coordinates[1], coordinates[0]),)
    elif depth == 1:
        yield tuple(project(latitude, longitude) for longitude, latitude in coordinates)
    else:
        for part in coordinates:
            yield from _lines(part, depth - 1)


RATIO = 4 / 5  # width to height of every map; map.css keeps it, so positions in percent are right at any size
MARGIN = 0.11  # fraction of each side, around the outermost points: room for a pin on the narrowest phone
LEAST = 9 * UNITS_PER_MILE  # width, so that a single school appears with its surroundings


@dataclass(frozen=True)
class View:
    """A rectangle of the base, in its units."""

    x: float
    y: float
    width: float
    height: float

    @property
    def box(self) -> str:
        """The view as an SVG `viewBox`."""
        return f"{self.x:.0f} {self.y:.0f} {self.width:.0f} {self.height:.0f}"

    def share(self, point: Point) -> Point:
        """Return the point as fractions of width and height, from 0 to 1 inside the view."""
        return (point[0] - self.x) / self.width, (point[1] - self.y) / self.height


def fit(points: list[Point]) -> View:
    """Return the smallest view of all `points` with a margin. Without points, show the middle of the base."""
    xs, ys = [x for x, _y in points] or [0, WIDTH], [y for _x, y in points] or [0, HEIGHT]
    room = 1 - 2 * MARGIN
    width = max((max(xs) - min(xs)) / room, (max(ys) - min(ys)) / room * RATIO, LEAST)
    width = min(width, WIDTH, HEIGHT * RATIO)
    height = width / RATIO
    x, y = (max(xs) + min(xs) - width) / 2, (max(ys) + min(ys) - height) / 2
    x, y = min(max(x, 0), WIDTH - width), min(max(y, 0), HEIGHT - height)
    return View(round(x), round(y), round(width), round(height))  # rounded like `box`, so that pins match the base


def base_svg() -> str:
    """Return the SVG: four paths with the ids `land`, `hills`, `limits` (city limits), and `roads` (freeways)."""
    shapes = defaultdict(list)
    for feature in features():
        shapes[feature.layer].append(feature)
    paths = {
        "land": "".join(_ring(line) for line in _rounded(shapes["land"])),
        "hills": "".join(_ring(line) for line in _rounded(shapes["hills"])),
        "limits": "".join(map(_path, _borders(shapes["city"]))),
        "roads": "".join(map(_path, _rounded(shapes["freeway"]))),
    }
    layers = "\n".join(
        f'<g transform="translate({place * WIDTH:.0f} 0)" {LINE if name in LINES else ""}>'
        f'<path id="{name}" vector-effect="non-scaling-stroke" d="{d}"/></g>'
        for place, (name, d) in enumerate(paths.items())
    )
    size = f"{len(paths) * WIDTH:.0f} {HEIGHT:.0f}"
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}">\n{layers}\n</svg>\n'


def _rounded(shapes: list[Feature]) -> list[list[Point]]:
    """Return all lines of `shapes`, rounded to whole units, without repeated points."""
    lines = []
    for line in (line for shape in shapes for line in shape.lines):
        points = [point for point, _same in groupby((round(x), round(y)) for x, y in line)]
        if len(points) > 1:
            lines.append(points)
    return lines


def _borders(cities: list[Feature]) -> list[list[Point]]:
    """Return the city limits as long lines. A border between two cities is included once."""
    neighbors = defaultdict(set)
    for ring in _rounded(cities):
        for start, end in pairwise(ring):
            neighbors[start].add(end)
            neighbors[end].add(start)

    def walk(point: Point) -> list[Point]:
        line = [point]
        while neighbors[point]:
            next_point = min(neighbors[point])
            neighbors[point].discard(next_point)
            neighbors[next_point].discard(point)
            line.append(next_point)
            point = next_point
        return line

    ends_first = sorted(neighbors, key=lambda point: (len(neighbors[point]) % 2 == 0, point))
    return [line for point in ends_first if len(line := walk(point)) > 1]


def _path(line: list[Point]) -> str:
    (x, y), *rest = line
    d = f"M{x} {y}l"
    for next_x, next_y in rest:
        step = f"{next_x - x} {next_y - y}".replace(" -", "-")
        d += step if d.endswith("l") or step.startswith("-") else f" {step}"
        x, y = next_x, next_y
    return d


def _ring(line: list[Point]) -> str:
    return f"{_path(line)}z"


@cache  # draw once per process, because its code and data do not change
def draw(name: str) -> Path:
    target = settings.VAR / "map" / name
    with replacing(target) as temporary:
        temporary.write_text(base_svg(), encoding="utf-8")
    return target


class MapFinder(GeneratedFilesFinder):
    """Finds `map/base.svg`."""

    names = ["map/base.svg"]
    make = staticmethod(draw)
