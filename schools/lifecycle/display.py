"""What staff read about planned changes."""

from django.utils.translation import gettext as _

from schools.register.models import Campus, School

from .models import PlannedChange


def warnings(record) -> list[str]:
    """Return what people who change a school or a campus by hand should know."""
    planned, notes = PlannedChange.objects.waiting(), ()
    if isinstance(record, School):
        planned = planned.concerning(record.pk, record.campus_id)
    elif isinstance(record, Campus):
        planned, notes = planned.filter(school__campus=record), filter(None, [record.point_note])
    else:
        return []
    return [*notes] + [
        _(
            "Planned: “%(planned)s” If you change the same thing now, the plan stays, but someone must review it again "
            "on that day."
        )
        % {"planned": f"{one}."}
        for one in planned
    ]
