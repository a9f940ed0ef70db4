"""Start a new school year: move due postings of earlier years to the archive, after a preview."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from schools.register.log import log

from .models import Posting
from .status import SOON


@dataclass(frozen=True)
class Move:
    """A posting that can be archived. `is_suggested`: it is due, or a newer one replaces it (`has_newer`)."""

    posting: Posting
    has_newer: bool
    is_suggested: bool


def moves(year: str, postings: QuerySet[Posting]) -> list[Move]:
    """Return the current ones of `postings` from school years before `year`, by requirement and school."""
    today = timezone.localdate()
    queryset = (
        postings.current().filter(not_applicable=False).select_related("requirement", "school", "document", "page")
    )
    by_cell = defaultdict(list)
    for posting in queryset.order_by("requirement__order", "requirement__code", "school__name", "-posted_at", "-pk"):
        by_cell[posting.requirement_id, posting.school_id].append(posting)
    result = []
    for cell_postings in by_cell.values():
        newer = {language for posting in cell_postings if posting.school_year >= year for language in posting.languages}
        for posting in cell_postings:
            if posting.school_year and posting.school_year < year:
                has_newer = bool(posting.languages) and set(posting.languages) <= newer
                result.append(Move(posting, has_newer, has_newer or posting.next_due <= today + SOON))
    return result


@transaction.atomic
def archive(postings: Iterable[Posting], user, reason: str = "") -> int:
    """Archive `postings`. Return how many were not archived before."""
    now, count = timezone.now(), 0
    keys = [posting.pk for posting in postings]
    locked = Posting.objects.select_for_update(of=("self",)).select_related("requirement", "school")
    for posting in locked.filter(pk__in=keys, archived__isnull=True):
        posting.archived = now
        posting.save(update_fields=["archived"])
        log(instance=posting, action="wagtail.edit", user=user, data={"reason": reason})
        count += 1
    return count
