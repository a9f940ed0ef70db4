"""Convert degrees to units of the base map (25 meters): x grows to the east, y to the south.

Equirectangular projection, exact at the middle of the basin. Over its 90 km the scale is off by less than one percent.
"""

from math import cos, radians

WEST, SOUTH, EAST, NORTH = -118.72, 33.62, -117.88, 34.42  # the area that the base shows
PARALLEL = 34.02
PER_DEGREE = 111_320 / 25  # units in a degree of latitude
UNITS_PER_MILE = 1609.344 / 25


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Return the point in units of the base. It may be outside the base."""
    return (longitude - WEST) * PER_DEGREE * cos(radians(PARALLEL)), (NORTH - latitude) * PER_DEGREE


WIDTH, HEIGHT = project(SOUTH, EAST)


def is_shown(latitude: float, longitude: float) -> bool:
    """Whether the point is on the base."""
    return SOUTH <= latitude <= NORTH and WEST <= longitude <= EAST
