"""Changing a school's address: correct its campus, or move the school to another campus."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from .models import Campus, School
from .records import Records

PLACE = ("street", "city", "zip", "area")
A_MOVE = ("street", "zip")  # if one of these changes, the point on the map may be wrong
Point = tuple[Decimal | None, Decimal | None]


def move(
    school: School,
    address: dict,
    records: Records,
    *,
    along: Iterable[School] = (),
    keeps_place: bool = False,
    point: Point = (None, None),
) -> list[str]:
    """Give `school` and the schools `along` the `address`. The caller saves `school`; the others are saved here.

    If another campus has the address, the schools move there. If other schools stay behind, they move to a new campus.
    Otherwise, or if the change is only a correction, their own campus gets the address. A change is a correction if
    `keeps_place` says so, or if no field of `A_MOVE` changes.

    `point` is the new latitude and longitude. Without it, a move removes the old point. Returns notes for the office.
    Raises ValidationError.
    """
    campus, along = school.campus, list(along)
    wanted = {name: address.get(name, getattr(campus, name)) for name in PLACE}
    there = Campus.objects.filter(street=wanted["street"], zip=wanted["zip"]).exclude(pk=campus.pk).first()
    if there:
        go(school, there, records, along=along)
        return [_("The school moved to the existing campus with this address: %(campus)s.") % {"campus": there}]
    moved = not keeps_place and any(getattr(campus, name) != wanted[name] for name in A_MOVE)
    beside = campus.schools.exclude(pk__in=[school.pk, *(one.pk for one in along)]).order_by("name")
    if moved and beside.exists():
        made = Campus(**wanted, latitude=point[0], longitude=point[1])
        records.add(made)
        go(school, made, records, along=along)
        return [_("Other schools stay at the old address, so this school got a new campus."), *_no_point(made)]
    for name, value in wanted.items():
        setattr(campus, name, value)
    if point != (None, None) or moved:
        campus.latitude, campus.longitude = point
    records.save(campus)
    names = "; ".join(one.name for one in beside)
    told = [_("These schools are on the same campus and get the same address: %(names)s.") % {"names": names}]
    return [*(told if names else []), *_no_point(campus)]


def go(school: School, campus: Campus, records: Records, *, along: Iterable[School] = ()) -> None:
    """Move `school` and the schools `along` to an existing `campus`. The caller saves `school`."""
    school.campus = campus
    for other in along:
        other.campus = campus
        records.save(other)


def _no_point(campus: Campus) -> list[str]:
    if campus.latitude is not None:
        return []
    return [_("It is not on the map until someone enters its latitude and longitude under Campuses.")]
