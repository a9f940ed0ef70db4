"""Which schools are near: straight-line miles between campuses."""

from collections.abc import Collection
from heapq import nsmallest
from math import asin, cos, hypot, radians, sin, sqrt

EARTH_RADIUS_MILES = 3958.8


def miles_between(lat1, lon1, lat2, lon2) -> float:
    """Great-circle distance in miles between two points in decimal degrees (haversine)."""
    lat1, lon1, lat2, lon2 = (radians(float(degrees)) for degrees in (lat1, lon1, lat2, lon2))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_MILES * asin(sqrt(half))


def direction(place) -> tuple[float, float, float]:
    """`place` (with latitude and longitude) as a unit vector, as `Campus` keeps its point."""
    lat, lon = radians(float(place.latitude)), radians(float(place.longitude))
    return cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat)


def chord(miles: float) -> float:
    """The squared chord through a globe of radius 1 between points that many miles apart: it grows as the miles do."""
    return (2 * sin(miles / EARTH_RADIUS_MILES / 2)) ** 2


def neighbors(profiles: Collection, campus, limit=3) -> dict[int, float]:
    """Keys of the `profiles` (`models.page.OpenProfile`) on `campus`, at 0 miles, and of each level the `limit` nearest
    elsewhere, with their miles: by level, nearest first.

    Without coordinates there are only those on the campus. A flat earth orders a city's distances as the sphere does.
    """
    here = [row for row in profiles if row.campus == campus.pk]
    elsewhere = []
    if campus.latitude is not None and campus.longitude is not None:
        latitude, longitude = float(campus.latitude), float(campus.longitude)
        narrow = cos(radians(latitude))

        def distance(row) -> float:
            return hypot(float(row.latitude) - latitude, (float(row.longitude) - longitude) * narrow)

        placed = [row for row in profiles if row.campus != campus.pk and None not in (row.latitude, row.longitude)]
        for level in {row.level for row in placed}:
            of_level = ((distance(row), row.title, row) for row in placed if row.level == level)
            elsewhere += nsmallest(limit, of_level)
    found = [(row.level, 0.0, row.title, row) for row in here]
    found += [(row.level, away, title, row) for away, title, row in elsewhere]
    return {
        row.pk: 0 if row.campus == campus.pk else miles_between(latitude, longitude, row.latitude, row.longitude)
        for _level, _away, _title, row in sorted(found)
    }
