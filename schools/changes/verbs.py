"""What happens to a school, each written once: a file, a form, and an approved proposal do the same.

The caller saves the school itself.
"""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from schools.register.models import Campus, FormerName, NextSchool, School, SchoolStateRecord, StateRecord
from schools.register.models.campus import Point
from schools.register.recorder import Recorder

PLACE = ("street", "city", "zip", "area")
A_MOVE = ("street", "zip")  # if one of these changes, the point on the map may be wrong


def rename(school: School, name: str, *, last_seen: date, source: str) -> None:
    """Give `school` its new name. The old one becomes a former name, so families can still find the school by it."""
    add_former_name(school, school.name, last_seen=last_seen, source=source)
    school.name = name


def add_former_name(school: School, name: str, *, last_seen: date, source: str) -> None:
    """Add `name` to the former names of `school`, with the month when it was last used, or update its entry."""
    entry = next((former_name for former_name in school.former_names.all() if former_name.name == name), None)
    if entry is None:
        entry = FormerName(name=name, sort_order=school.former_names.count())
    entry.last_seen, entry.source = last_seen.replace(day=1), source[:200]
    school.former_names.add(entry)


def link(school: School, codes: list[str]) -> None:
    """Link `school` to the state records with these CDS codes, and to no others."""
    links = {link.record.cds_code: link for link in school.record_links.select_related("record")} if school.pk else {}
    for code, stored_link in links.items():
        if code not in codes:
            school.record_links.remove(stored_link)
    for code in codes:
        if code not in links:
            school.record_links.add(SchoolStateRecord(record=StateRecord.objects.get(cds_code=code)))


def lead_to(school: School, keys: list[int]) -> None:
    """Make the high schools with these keys the next ones of a middle `school`, in this order."""
    links = {link.high_school_id: link for link in school.next_schools.all()} if school.pk else {}
    next_schools = [links.get(key) or NextSchool(high_school_id=key) for key in keys]
    for number, next_school in enumerate(next_schools):
        next_school.sort_order = number
    school.next_schools.set(next_schools)


def move(
    school: School,
    address: dict,
    recorder: Recorder,
    *,
    along: Iterable[School] = (),
    keeps_place: bool = False,
    point: Point = (None, None),
) -> list[str]:
    """Give `school` and the schools `along` the `address`. The caller saves `school`; the others are saved here.

    If another campus has the address, the schools move there. If other schools stay behind, they move to a new campus.
    Otherwise, or if the change is only a correction, their own campus gets the address. A change is a correction if
    `keeps_place` says so, or if no field of `A_MOVE` changes.

    `point` is the new latitude and longitude. Without it, a move puts the campus where its ZIP code is. Returns notes
    for the office. Raises ValidationError.
    """
    campus, along = school.campus, list(along)
    new_address = {name: address.get(name, getattr(campus, name)) for name in PLACE}
    existing = Campus.objects.filter(street=new_address["street"], zip=new_address["zip"]).exclude(pk=campus.pk).first()
    if existing:
        move_to_campus(school, existing, recorder, along=along)
        return [_("The school moved to the existing campus with this address: %(campus)s.") % {"campus": existing}]
    is_move = not keeps_place and any(getattr(campus, name) != new_address[name] for name in A_MOVE)
    staying = campus.schools.exclude(pk__in=[school.pk, *(mover.pk for mover in along)]).order_by("name")
    if is_move and staying.exists():
        new_campus = Campus(**new_address)
        _place(new_campus, point)
        recorder.save(new_campus)
        move_to_campus(school, new_campus, recorder, along=along)
        note = _("Other schools stay at the old address, so this school got a new campus.")
        return [note, *filter(None, [new_campus.point_note])]
    for name, value in new_address.items():
        setattr(campus, name, value)
    if point != (None, None) or is_move:
        _place(campus, point)
    recorder.save(campus)
    names = "; ".join(other.name for other in staying)
    note = _("These schools are on the same campus and get the same address: %(names)s.") % {"names": names}
    return [*([note] if names else []), *filter(None, [campus.point_note])]


def move_to_campus(school: School, campus: Campus, recorder: Recorder, *, along: Iterable[School] = ()) -> None:
    """Move `school` and the schools `along` to an existing `campus`. The caller saves `school`."""
    school.campus = campus
    for mover in along:
        mover.campus = campus
        recorder.save(mover)


def _place(campus: Campus, point: Point) -> None:
    campus.latitude, campus.longitude = point
    if point == (None, None):
        campus.place_at_zip()
