"""Since when a school is as it is, by its history."""

from datetime import date
from itertools import pairwise

from django.utils import timezone
from wagtail.models import ModelLogEntry

from schools.register.models import School


def known_since(school: School, field: str) -> date | None:
    """The day on which `field` became what it is; None if no revision tells.

    What an import did that was taken back, and the taking back, is left out: it is as if it had never been.
    """
    revisions = list(school.revisions.order_by("-created_at", "-pk").only("pk", "content", "created_at"))
    notes = ModelLogEntry.objects.filter(revision__in=revisions)
    undone = {entry.data.get("undone") for entry in notes} - {None}
    void = {entry.revision_id for entry in notes if entry.data.get("undone") or entry.data.get("batch") in undone}
    lasting = [revision for revision in revisions if revision.pk not in void]
    for later, earlier in pairwise(lasting):
        if later.content.get(field) != earlier.content.get(field):
            return timezone.localdate(later.created_at)
    return None
