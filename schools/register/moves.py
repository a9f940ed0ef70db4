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
    new_address = {name: address.get(name, getattr(campus, name)) for name in PLACE}
    existing = Campus.objects.filter(street=new_address["street"], zip=new_address["zip"]).exclude(pk=campus.pk).first()
    if existing:
        move_to_campus(school, existing, records, along=along)
        return [_("The school moved to the existing campus with this address: %(campus)s.") % {"campus": existing}]
    is_move = not keeps_place and any(getattr(campus, name) != new_address[name] for name in A_MOVE)
    staying = campus.schools.exclude(pk__in=[school.pk, *(mover.pk for mover in along)]).order_by("name")
    if is_move and staying.exists():
        new_campus = Campus(**new_address, latitude=point[0], longitude=point[1])
        records.add(new_campus)
        move_to_campus(school, new_campus, records, along=along)
        return [_("Other schools stay at the old address, so this school got a new campus."), *_no_point(new_campus)]
    for name, value in new_address.items():
        setattr(campus, name, value)
    if point != (None, None) or is_move:
        campus.latitude, campus.longitude = point
    records.save(campus)
    names = "; ".join(other.name for other in staying)
    note = [_("These schools are on the same campus and get the same address: %(names)s.") % {"names": names}]
    return [*(note if names else []), *_no_point(campus)]


def move_to_campus(school: School, campus: Campus, records: Records, *, along: Iterable[School] = ()) -> None:
    """Move `school` and the schools `along` to an existing `campus`. The caller saves `school`."""
    school.campus = campus
    for mover in along:
        mover.campus = campus
        records.save(mover)


def _no_point(campus: Campus) -> list[str]:
    if campus.latitude is not None:
        return []
    return [_("It is not on the map until someone enters its latitude and longitude under Campuses.")]
