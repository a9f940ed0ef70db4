"""Schools nearby, by straight-line distance between campuses."""

from collections.abc import Collection
from decimal import Decimal
from heapq import nsmallest
from typing import NamedTuple

from schools.register.models.campus import NEARBY, miles_between

PER_LEVEL = 3  # neighbors shown per level


class OpenProfile(NamedTuple):
    """What lists and `neighbors` need of an open school's profile."""

    pk: int
    title: str
    school: int
    level: str
    lowest_grade: int
    highest_grade: int
    campus: int
    latitude: Decimal | None
    longitude: Decimal | None


def neighbors(profiles: Collection[OpenProfile], campus) -> dict[int, float]:
    """Return the keys of nearby `profiles` with their miles, by level and nearest first.

    These are all profiles on `campus`, at 0 miles, and the nearest of each level that are `NEARBY`. If the campus has
    no coordinates, only those on it.
    """
    here = (campus.latitude, campus.longitude)
    rows = [(row.level, 0.0, row.title, row.pk) for row in profiles if row.campus == campus.pk]
    others = [row for row in profiles if row.campus != campus.pk and None not in (row.latitude, row.longitude, *here)]
    for level in {row.level for row in others}:
        of_level = (
            (level, miles_between(*here, row.latitude, row.longitude), row.title, row.pk)
            for row in others
            if row.level == level
        )
        rows += [row for row in nsmallest(PER_LEVEL, of_level) if row[1] <= NEARBY]
    return {pk: miles for _level, miles, _title, pk in sorted(rows)}
