"""What changed: the history of a school and of the campus it is on, on the page and as a file; and the way back for
both."""

from collections.abc import Iterator

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from schools import history
from schools.models import Campus, School

COLUMNS = ("when", "who", "why", "field", "before", "after")


def steps(school, limit: int | None = None) -> list[history.Step]:
    """Every change of the record and of its address, the newest first; what it began with is left out."""
    found = [
        step
        for record in (school, school.campus)
        for step in history.steps(record, limit)
        if step.differences or step.reason
    ]
    return sorted(found, key=lambda step: step.revision.created_at, reverse=True)[:limit]


def rows(school) -> Iterator[list[str]]:
    """The same, one row a field, with a head."""
    yield list(COLUMNS)
    for step in steps(school):
        when = timezone.localtime(step.revision.created_at).isoformat(timespec="seconds")
        for one in step.differences:
            yield [when, step.who, step.reason, one.label, one.before, one.after]


def versions(school) -> list[tuple[str, list[history.Step], str]]:
    """Every version of the record and of its campus, the newest first: what it is called, its versions, and the name of
    the address that restores one."""
    return [
        (str(school), history.steps(school), "school_desk_restore"),
        (str(school.campus), history.steps(school.campus), "school_desk_restore_campus"),
    ]


def campus_of(school, lock: bool = False) -> Campus:
    """The campus of `school`, held for whoever changes it if `lock`."""
    found = Campus.objects.select_for_update() if lock else Campus.objects.all()
    return found.get(pk=school.campus_id)


def version(record, revision_id: int) -> tuple[School | Campus, list[history.Difference]]:
    """The record as that revision has it, and what restoring it would change. Raises Revision.DoesNotExist."""
    wanted = record.revisions.get(pk=revision_id).as_object()
    if isinstance(record, School):
        wanted.changed, wanted.uid = record.changed, record.uid
    return wanted, history.differences(record, wanted)


def restore(record, revision_id: int, user) -> None:
    """Makes the record what that revision says. Raises ValidationError if it may not be like that any more."""
    wanted, _differences = version(record, revision_id)
    day = date_format(timezone.localtime(record.revisions.get(pk=revision_id).created_at), "DATETIME_FORMAT")
    history.save(wanted, user=user, reason=_("Restored as it was on %(day)s.") % {"day": day})
