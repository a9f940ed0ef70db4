"""When a field of a school last changed, from its revisions."""

from datetime import date
from itertools import pairwise

from django.utils import timezone
from wagtail.models import ModelLogEntry

from schools.register.models import School


def last_changed(school: School, field: str) -> date | None:
    """Return the day `field` got its current value, or None if no revision shows a change.

    Ignores undone imports and their undo.
    """
    revisions = list(school.revisions.order_by("-created_at", "-pk").only("pk", "content", "created_at"))
    notes = ModelLogEntry.objects.filter(revision__in=revisions)
    undone = {entry.data.get("undone") for entry in notes} - {None}
    void = {entry.revision_id for entry in notes if entry.data.get("undone") or entry.data.get("change") in undone}
    lasting = [revision for revision in revisions if revision.pk not in void]
    for later, earlier in pairwise(lasting):
        if later.content.get(field) != earlier.content.get(field):
            return timezone.localdate(later.created_at)
    return None
