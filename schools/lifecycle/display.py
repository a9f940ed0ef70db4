"""What families and staff read about planned changes."""

from django.utils import timezone
from django.utils.translation import gettext as _

from pages.content_cache import memo
from schools.register.models import Campus, School

from .models import RENAME, TOGETHER, PlannedChange


def for_families(school: School) -> list[PlannedChange]:
    """Return what the profile of `school` says about later days. Cached until something changes."""
    today = timezone.localdate()
    told = PlannedChange.objects.waiting().filter(is_told=True, day__gt=today).select_related("school")
    return [one for one in memo(("planned changes", today), lambda: list(told)) if _concerns(one, school)]


def _concerns(planned: PlannedChange, school: School) -> bool:
    if planned.kind == RENAME and planned.target == school.name:  # only its web address changes
        return False
    if school.closed and school.closed < planned.day:
        return False
    goes_along = planned.data.get("along") == TOGETHER and planned.school.campus_id == school.campus_id
    return planned.school_id == school.pk or goes_along


def warnings(record) -> list[str]:
    """Return what people who change a school or a campus by hand should know."""
    planned = PlannedChange.objects.waiting()
    if isinstance(record, School):
        planned = planned.concerning(record)
    elif isinstance(record, Campus):
        planned = planned.filter(school__campus=record)
    else:
        return []
    return [
        _(
            "Planned: “%(planned)s” If you change the same thing now, the plan stays, but on that day someone has to "
            "decide about it again."
        )
        % {"planned": f"{one}."}
        for one in planned
    ]
