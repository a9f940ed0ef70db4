"""What changed: the history of a school and of the campus it is on, on the page and as a file; and the way back."""

from collections.abc import Iterator

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from schools import history
from schools.models import School

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


def version(school, revision_id: int) -> tuple[School, list[history.Difference]]:
    """The record as that revision has it, and what restoring it would change. Raises Revision.DoesNotExist."""
    wanted = school.revisions.get(pk=revision_id).as_object()
    wanted.changed, wanted.uid = school.changed, school.uid
    return wanted, history.differences(school, wanted)


def restore(school, revision_id: int, user) -> None:
    """Makes the record what that revision says. Raises ValidationError if it may not be like that any more."""
    wanted, _differences = version(school, revision_id)
    day = date_format(timezone.localtime(school.revisions.get(pk=revision_id).created_at), "DATETIME_FORMAT")
    history.save(wanted, user=user, reason=_("Restored as it was on %(day)s.") % {"day": day})
