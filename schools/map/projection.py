"""Convert degrees to units of the base map (25 meters): x grows to the east, y to the south.

The area is the `bbox` of the GeoJSON file in the network's `map/`: land, hills, city limits, freeways, and place names.
Equirectangular projection, exact at its middle. Over 90 km the scale is off by less than one percent.
"""

import json
from math import cos, radians

from django.conf import settings

FILES = sorted((settings.CONTENT / "map").glob("*.geojson"))
COLLECTION = json.loads(FILES[0].read_text(encoding="utf-8")) if FILES else {"bbox": (0, 0, 1, 1), "features": []}
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
