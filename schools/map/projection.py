"""From degrees to the units of the base map, 25 metres each: x grows to the east, y to the south.

Equirectangular, true at the middle of the basin: over its 90 km the scale is off by less than one percent.
"""

from math import cos, radians

WEST, SOUTH, EAST, NORTH = -118.72, 33.62, -117.88, 34.42  # the part of the world that the base shows
PARALLEL = 34.02
PER_DEGREE = 111_320 / 25  # units in a degree of latitude
UNITS_PER_MILE = 1609.344 / 25


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """The point in units of the base; outside of it for places that it does not show."""
    return (longitude - WEST) * PER_DEGREE * cos(radians(PARALLEL)), (NORTH - latitude) * PER_DEGREE


WIDTH, HEIGHT = project(SOUTH, EAST)


def is_shown(latitude: float, longitude: float) -> bool:
    """Whether the base shows the place at all."""
    return SOUTH <= latitude <= NORTH and WEST <= longitude <= EAST
