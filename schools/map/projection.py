"""The public data for the base map (land, hills, city limits, freeways, and place names), and the part of it shown.

The area is the `bbox` of the GeoJSON file in the network's `map/`. A unit is 25 meters: x grows to the east, y to the
south. Equirectangular projection, exact at its middle. Over 90 km the scale is off by less than one percent.
"""

import json
from dataclasses import dataclass
from functools import cache
from math import cos, radians

from django.conf import settings

FILES = sorted((settings.CONTENT / "map").glob("*.geojson"))
COLLECTION = json.loads(FILES[0].read_text(encoding="utf-8")) if FILES else {"bbox": (0, 0, 1, 1), "features": []}
DEPTH = {"Point": 0, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
WEST, SOUTH, EAST, NORTH = COLLECTION["bbox"]  # without a file, a square of the sea
PARALLEL = round((SOUTH + NORTH) / 2, 6)
PER_DEGREE = 111_320 / 25  # units in a degree of latitude
UNITS_PER_MILE = 1609.344 / 25


def project(latitude: float, longitude: float) -> tuple[float, float]:
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
    lines: tuple[tuple[tuple[float, float], ...], ...]


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

    def share(self, point: tuple[float, float]) -> tuple[float, float]:
        """Return the point as fractions of width and height, from 0 to 1 inside the view."""
        return (point[0] - self.x) / self.width, (point[1] - self.y) / self.height


def fit(points: list[tuple[float, float]]) -> View:
    """Return the smallest view of all `points` with a margin. Without points, show the middle of the base."""
    xs, ys = [x for x, _y in points] or [0, WIDTH], [y for _x, y in points] or [0, HEIGHT]
    room = 1 - 2 * MARGIN
    width = max((max(xs) - min(xs)) / room, (max(ys) - min(ys)) / room * RATIO, LEAST)
    width = min(width, WIDTH, HEIGHT * RATIO)
    height = width / RATIO
    x, y = (max(xs) + min(xs) - width) / 2, (max(ys) + min(ys) - height) / 2
    x, y = min(max(x, 0), WIDTH - width), min(max(y, 0), HEIGHT - height)
    return View(round(x), round(y), round(width), round(height))  # rounded like `box`, so that pins match the base
