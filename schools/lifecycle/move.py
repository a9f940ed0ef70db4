"""Moving a school to an existing campus or a new address, alone or with the other schools on its campus."""

from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from schools.changes import verbs

from .execution import Change
from .models import TOGETHER

ALONE = "alone"


def do(change: Change, data: dict) -> None:
    school = change.school
    change.recorder.reason = _("Moved on %(day)s. %(reason)s") % {
        "day": date_format(data["day"]),
        "reason": data["reason"],
    }
    neighboring_schools = list(neighbors(school, data["day"]))
    along = neighboring_schools if data.get("along") == TOGETHER else []
    before = school.campus
    if data["campus"]:
        for mover in (school, *along):
            mover.campus = data["campus"]
    else:
        address = {name: data[name] for name in verbs.PLACE}
        if any(data[name] is not None for name in verbs.POINT):
            address |= {name: data[name] for name in verbs.POINT}
        change.notes += verbs.move([school, *along], address, change.recorder)
    for mover in along if school.campus != before else ():
        change.recorder.save(mover)
    if school.campus != before or school.transit != data["transit"]:
        school.transit = data["transit"]
        change.recorder.save(school)
    staying = [neighbor.name for neighbor in neighboring_schools if not along]
    if staying and school.campus != before:
        change.notes.append(
            _("These schools stay at %(campus)s: %(names)s.") % {"campus": before, "names": "; ".join(staying)}
        )
    if along:
        change.notes.append(
            _("These schools also move: %(names)s.") % {"names": "; ".join(mover.name for mover in along)}
        )


def neighbors(school, day: date):
    """Return the other schools on the campus that are not closed on `day`. Closed schools keep their old address."""
    day = max(day, timezone.localdate())
    return school.campus.schools.exclude(pk=school.pk).exclude(closed__lt=day).order_by("name")
