"""Which schools are near: straight-line miles between campuses."""

from math import asin, cos, radians, sin, sqrt

from django.db.models import ExpressionWrapper, F, FloatField

EARTH_RADIUS_MILES = 3958.8


def miles_between(lat1, lon1, lat2, lon2) -> float:
    """Great-circle distance in miles between two points in decimal degrees (haversine)."""
    lat1, lon1, lat2, lon2 = (radians(float(degrees)) for degrees in (lat1, lon1, lat2, lon2))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_MILES * asin(sqrt(half))


def nearest(profiles, campus, limit=3) -> list:
    """The `limit` profiles of `profiles` nearest to `campus`, nearest first, each with `.miles`: one query.

    Profiles on the same campus are left out; so is everything when the campus has no coordinates. The database
    sorts by a flat-earth distance, which orders a city's distances as the sphere does.
    """
    if campus.latitude is None or campus.longitude is None:
        return []
    north = F("school__campus__latitude") - campus.latitude
    east = (F("school__campus__longitude") - campus.longitude) * cos(radians(float(campus.latitude)))
    distance = ExpressionWrapper(north * north + east * east, output_field=FloatField())
    found = (
        profiles.exclude(school__campus=campus)
        .filter(school__campus__latitude__isnull=False, school__campus__longitude__isnull=False)
        .annotate(distance=distance)
        .order_by("distance", "title")[:limit]
    )
    for profile in found:
        there = profile.school.campus
        profile.miles = miles_between(campus.latitude, campus.longitude, there.latitude, there.longitude)
    return list(found)
