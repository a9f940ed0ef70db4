"""Straight-line miles between points, such as campuses."""

from math import asin, cos, radians, sin, sqrt

EARTH_RADIUS_MILES = 3958.8
NEARBY = 40  # miles; farther away, a school is one of another city


def miles_between(lat1, lon1, lat2, lon2) -> float:
    """Return the great-circle distance in miles between two points in decimal degrees (haversine)."""
    lat1, lon1, lat2, lon2 = (radians(float(degrees)) for degrees in (lat1, lon1, lat2, lon2))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_MILES * asin(sqrt(half))
