"""Which schools are near: straight-line miles between campuses."""

from math import asin, cos, radians, sin, sqrt

from django.db.models import Case, ExpressionWrapper, F, FloatField, Q, Value, When, Window
from django.db.models.functions import RowNumber

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


def neighbors(profiles, campus, limit=3) -> list:
    """Profiles on `campus` (`miles` is 0) and, of each level, the `limit` nearest elsewhere: by level, nearest first.

    One query, whatever the number of schools. Without coordinates there are only those on the campus. The database
    sorts by a flat-earth distance, which orders a city's distances as the sphere does.
    """
    here = Q(school__campus=campus.pk)
    if campus.latitude is None or campus.longitude is None:
        found = profiles.filter(here).order_by("school__level", "title")
    else:
        north = F("school__campus__latitude") - campus.latitude
        east = (F("school__campus__longitude") - campus.longitude) * cos(radians(float(campus.latitude)))
        distance = ExpressionWrapper(north * north + east * east, output_field=FloatField())
        found = (
            profiles.filter(here | Q(school__campus__latitude__isnull=False, school__campus__longitude__isnull=False))
            .annotate(distance=distance, elsewhere=Case(When(here, then=Value(0)), default=Value(1)))
            .annotate(rank=F("elsewhere") * Window(RowNumber(), [F("school__level"), F("elsewhere")], "distance"))
            .filter(rank__lte=limit)
            .order_by("school__level", "distance", "title")
        )
    found = list(found)
    for profile in found:
        there = profile.school.campus
        same = there.pk == campus.pk
        profile.miles = 0 if same else miles_between(campus.latitude, campus.longitude, there.latitude, there.longitude)
    return found
