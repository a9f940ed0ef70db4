"""Schools nearby, by straight-line distance between campuses."""

from collections.abc import Collection
from heapq import nsmallest
from math import cos, hypot, radians

from schools.register.distance import miles_between

PER_LEVEL = 3  # neighbors shown per level


def neighbors(profiles: Collection, campus) -> dict[int, float]:
    """Return the keys of nearby `profiles` (`OpenProfile`) with their miles, by level and nearest first.

    These are all profiles on `campus`, at 0 miles, and the nearest of each level elsewhere. If the campus has no
    coordinates, only those on it. Within a city, distances on a plane give the same order as on the globe.
    """
    on_campus = [row for row in profiles if row.campus == campus.pk]
    elsewhere = []
    if campus.latitude is not None and campus.longitude is not None:
        latitude, longitude = float(campus.latitude), float(campus.longitude)
        narrow = cos(radians(latitude))

        def distance(row) -> float:
            return hypot(float(row.latitude) - latitude, (float(row.longitude) - longitude) * narrow)

        others = [row for row in profiles if row.campus != campus.pk and None not in (row.latitude, row.longitude)]
        for level in {row.level for row in others}:
            of_level = ((distance(row), row.title, row) for row in others if row.level == level)
            elsewhere += nsmallest(PER_LEVEL, of_level)
    rows = [(row.level, 0.0, row.title, row) for row in on_campus]
    rows += [(row.level, away, title, row) for away, title, row in elsewhere]
    return {
        row.pk: 0 if row.campus == campus.pk else miles_between(latitude, longitude, row.latitude, row.longitude)
        for _level, _away, _title, row in sorted(rows)
    }
