"""A school gets another address in one way, whoever decides it: its campus is corrected, or it goes to another one."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from .models import Campus, School
from .records import Records

PLACE = ("street", "city", "zip", "area")
A_MOVE = ("street", "zip")  # with another one, the point on the map may be wrong
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
    """Gives `school`, which the caller saves, the `address`, and so those who go `along`, which are saved here.

    Their campus gets it if nobody stays there, or if it was only written wrong, in a part that is no `A_MOVE` or as
    `keeps_place` says; else they go to the campus that has it, or to a new one. `point` is its latitude and longitude;
    without one the old point goes, if they moved. Answers what else is to be known, in words. Raises ValidationError.
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
    """Lets `school`, which the caller saves, and those `along` go to a `campus` that is there."""
    school.campus = campus
    for other in along:
        other.campus = campus
        records.save(other)


def _no_point(campus: Campus) -> list[str]:
    if campus.latitude is not None:
        return []
    return [_("It is not on the map until someone enters its latitude and longitude under Campuses.")]
