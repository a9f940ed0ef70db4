"""Opening a school: its record, its campus if needed, and a draft of its profile in each language."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from schools.changes import verbs
from schools.register.models import Campus, School
from schools.register.record_fields import Group, fields_of

from . import profile_changes
from .execution import Change

OF_THE_SCHOOL = [
    *(field.name for field in fields_of(Group.SCHOOL)),
    "opened",
    *(field.name for field in fields_of(Group.CONTACT)),
]


def do(change: Change, data: dict) -> None:
    campus = data["campus"] or _campus(change, data)
    school = School(campus=campus, **{name: data[name] for name in OF_THE_SCHOOL})
    change.recorder.save(school)
    change.school = school
    change.pages = profile_changes.create_drafts(school, change.user)
    change.notes.append(_("The profiles are empty drafts. Nothing is public until someone writes and publishes them."))
    change.notes.append(
        _("An editors' group and a collection for pictures and documents are created. The group has no members yet.")
    )
    if school.opened > timezone.localdate():
        change.notes.append(
            _("Until %(day)s it counts as a school opening later, not as open.") % {"day": date_format(school.opened)}
        )


def _campus(change: Change, data: dict) -> Campus:
    """Return the campus at the address, or create it."""
    address = {name: data[name] for name in verbs.PLACE}
    existing = verbs.campus_at(address)
    if existing:
        change.notes.append(_("A campus already has this address: %(campus)s.") % {"campus": existing})
        return existing
    new_campus = Campus(**address, latitude=data["latitude"], longitude=data["longitude"])
    change.recorder.save(new_campus)
    if new_campus.latitude is None:
        change.notes.append(verbs.no_point())
    return new_campus
