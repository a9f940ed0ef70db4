"""The public data for the base map: land, hills, city limits, freeways, and place names."""

import json
from dataclasses import dataclass
from functools import cache

from django.conf import settings

from .projection import project

FILE = settings.CONTENT / "map" / "basin.geojson"
DEPTH = {"Point": 0, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}


@dataclass(frozen=True)
class Feature:
    """One feature. `lines` are the rings of an area, the lines of a road, or one point, in units of the base."""

    layer: str  # land, hills, city, freeway, name
    name: str
    lines: tuple[tuple[tuple[float, float], ...], ...]


@cache
def features() -> tuple[Feature, ...]:
    """Return all features in the file's order, which lists the best-known places first."""
    if not FILE.exists():
        return ()
    data = json.loads(FILE.read_text(encoding="utf-8"))["features"]
    return tuple(
        Feature(
            feature["properties"]["layer"],
            feature["properties"].get("name") or feature["properties"].get("ref", ""),
            tuple(_lines(feature["geometry"]["coordinates"], DEPTH[feature["geometry"]["type"]])),
        )
        for feature in data
    )


def _lines(coordinates, depth):
    if depth == 0:
        yield (project(coordinates[1], coordinates[0]),)
    elif depth == 1:
        yield tuple(project(latitude, longitude) for longitude, latitude in coordinates)
    else:
        for part in coordinates:
            yield from _lines(part, depth - 1)
