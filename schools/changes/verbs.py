"""What happens to a school, each written once: a file, a form, and an approved proposal do the same.

The caller saves the schools themselves.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from schools.register.models import Campus, FormerName, NextSchool, School, SchoolStateRecord, StateRecord
from schools.register.models.campus import Point, point_of_zip
from schools.register.recorder import Recorder

PLACE = ("street", "city", "zip", "area")
A_MOVE = ("street", "zip")  # if one of these changes, the point on the map may be wrong
POINT = ("latitude", "longitude")


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
    """Link `school` to the state records with these state codes, and to no others."""
    links = {link.record.cds_code: link for link in school.record_links.select_related("record")} if school.pk else {}
    for code, stored_link in links.items():
        if code not in codes:
            school.record_links.remove(stored_link)
    for code in codes:
        if code not in links:
            school.record_links.add(SchoolStateRecord(record=StateRecord.objects.get(cds_code=code)))


def lead_to(school: School, keys: list[int]) -> None:
    """Make the schools with these keys the next ones of `school`, in this order."""
    links = {link.high_school_id: link for link in school.next_schools.all()} if school.pk else {}
    next_schools = [links.get(key) or NextSchool(high_school_id=key) for key in keys]
    for number, next_school in enumerate(next_schools):
        next_school.sort_order = number
    school.next_schools.set(next_schools)


@dataclass
class Destination:
    """The campus where schools are once they have their new address.

    `values` are those that change on it, if it is theirs. `others` are schools that are there and get them, too.
    """

    campus: Campus
    values: dict[str, Any] = field(default_factory=dict)
    others: list[School] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        return self.campus.pk is None

    def save(self, save: Callable[[Campus], None]) -> None:
        """Save the campus by `save`, if it is new or changes. Does nothing the second time."""
        if not self.is_new and not self.values:
            return
        for name, value in self.values.items():
            setattr(self.campus, name, value)
        self.values = {}
        save(self.campus)


def address_key(street: str, zip: str, **other: Any) -> tuple[str, str]:
    """Return what tells campuses apart."""
    return " ".join(street.split()).casefold(), zip


def destination(
    campus: Campus, address: dict, others: Iterable[School], existing: Campus | None, *, keeps_place: bool = False
) -> Destination:
    """Return where schools of `campus` are, once they have the `address`: values of fields of the campus.

    `existing` is a campus that has this street and ZIP code: they move there. If they move, and `others` stay at the
    old address, they get a new campus. Otherwise their own campus gets the address. It is not a move if `keeps_place`
    says so, or if street and ZIP code stay the same. Closed schools don't hold a campus whose street stays the same.
    """
    if existing and existing.pk != campus.pk:
        return Destination(existing)
    now = {name: getattr(campus, name) for name in (*PLACE, "state")}
    new = now | address
    same_street = address_key(new["street"], "") == address_key(now["street"], "")
    staying = [school for school in others if not (same_street and school.is_closed)]
    if staying and not keeps_place and address_key(**new) != address_key(**now):
        return Destination(new_campus(**new))
    changed = {name: value for name, value in address.items() if value != getattr(campus, name)}
    return Destination(campus, changed, staying)


def new_campus(*, point_of: Callable[[str], Point] = point_of_zip, **values: Any) -> Campus:
    """Return a campus that is not saved yet. Without a point on the map, it gets that of its ZIP code, if known."""
    campus = Campus(**values)
    campus.zip_point = point_of(campus.zip)
    if campus.latitude is campus.longitude is None:  # half a point is a mistake, for `clean` to name
        campus.latitude, campus.longitude = campus.zip_point
    return campus


def campus_at(address: dict[str, Any]) -> Campus | None:
    """Return the campus with this street and ZIP code."""
    of_zip = Campus.objects.filter(zip=address["zip"])
    return next((campus for campus in of_zip if address_key(campus.street, campus.zip) == address_key(**address)), None)


def move(schools: list[School], address: dict[str, Any], recorder: Recorder, *, keeps_place: bool = False) -> list[str]:
    """Give `schools`, all of one campus, the `address`: values of fields of the campus. The rule is `destination`.

    A move puts them where the ZIP code is on the map, unless the address has a point. Returns notes for the office.
    Raises ValidationError.
    """
    campus = schools[0].campus
    address = {name: getattr(campus, name) for name in PLACE} | address
    is_move = not keeps_place and address_key(**address) != address_key(campus.street, campus.zip)
    if is_move:
        address = dict(zip(POINT, point_of_zip(address["zip"]), strict=True)) | address
    others = campus.schools.exclude(pk__in=[school.pk for school in schools]).order_by("name")
    target = destination(campus, address, others, campus_at(address), keeps_place=keeps_place)
    is_theirs = target.is_new or target.campus.pk == campus.pk
    notes = _notes(target, campus)
    target.save(recorder.save)
    if is_theirs and target.campus.point_note:
        notes.append(target.campus.point_note)
    for school in schools:
        school.campus = target.campus
    return notes


def _notes(target: Destination, campus: Campus) -> list[str]:
    """Return what else a move does, for the office. Call it before the destination is saved."""
    if not target.is_new and target.campus.pk != campus.pk:
        return [_("The school moved to the existing campus with this address: %(campus)s.") % {"campus": target.campus}]
    notes = []
    if target.is_new:
        notes.append(_("Other schools stay at the old address, so this school got a new campus."))
    elif target.others:
        names = "; ".join(other.name for other in target.others)
        notes.append(_("These schools are on the same campus and get the same address: %(names)s.") % {"names": names})
    return notes
