"""Merging a school into another: it closes, and the other keeps its name as a former name, so families find it."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from schools.changes import verbs
from schools.register.models import School

from .closure import close
from .execution import Change

GRADES = ("lowest_grade", "highest_grade")


def do(change: Change, data: dict) -> None:
    close(change, data)
    day, into = data["last_day"], School.objects.get(pk=data["successor"].pk)
    verbs.add_former_name(into, change.school.name, last_seen=day, source=data["source"])
    for name in GRADES:
        if data[name] is not None:
            setattr(into, name, data[name])
    change.recorder.save(into)
    change.notes.append(
        _(
            "“%(name)s” becomes a former name of %(into)s. Searches find it right away. The profile shows it "
            "from %(month)s."
        )
        % {"name": change.school.name, "into": into.name, "month": date_format(day, "YEAR_MONTH_FORMAT")}
    )
