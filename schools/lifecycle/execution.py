"""Previews and applies guided changes. A preview makes the change, describes it, and rolls it back."""

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from schools.exchange.apply import lock
from schools.exchange.models import BatchPurpose, BatchState, ImportBatch
from schools.register.agreement import Refused, check
from schools.register.models import School
from toolkit.published_copy.impact import addresses_showing

from . import impact, profile_changes
from .batch_records import BatchRecords
from .impact import Impact


@dataclass
class Change:
    """One guided change while it is made.

    Its kind adds what it did to `pages` and `redirects`, in the format of their `restore`. `editors` are the keys of
    users who lose access. `notes` and `people` are for the preview.
    """

    school: School | None
    user: Any
    batch: ImportBatch
    records: BatchRecords
    pages: list[dict] = field(default_factory=list)
    redirects: list[dict] = field(default_factory=list)
    editors: list[int] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)

    def check_page(self, page) -> None:
        """Raise Refused if the user cannot change `page` now."""
        if reason := profile_changes.refusal(page, self.user):
            raise Refused(reason)


def preview(kind, school: School | None, data: dict, user) -> Impact:
    """Return what `kind` would do with `data`, the cleaned form. Raises Refused, or ValidationError by form field."""
    with transaction.atomic():
        _batch, impact_of_change = make(kind, school, data, user)
        transaction.set_rollback(True)
    return impact_of_change


@transaction.atomic
def apply(kind, school: School | None, data: dict, user, *, digest: str) -> ImportBatch:
    """Make the change. Raises Outdated if its digest is not `digest`, and the same errors as `preview`."""
    batch, impact_of_change = make(kind, school, data, user)
    check(digest, impact_of_change.digest)
    return batch


def make(kind, school: School | None, data: dict, user) -> tuple[ImportBatch, Impact]:
    """Make the change in the current transaction and describe it."""
    lock()
    school = school and School.objects.select_related("campus").get(pk=school.pk)
    reason = data["reason"]
    batch = ImportBatch.objects.create(
        purpose=BatchPurpose.GUIDED,
        state=BatchState.APPLIED,
        name=str(school or data["name"])[:200],
        reason=reason,
        by=user,
        at=timezone.now(),
    )
    records = BatchRecords(user=user, reason=reason, batch=batch, batch_number=batch.pk)
    change = Change(school, user, batch, records)
    affected_schools = [school, data.get("successor")]
    profile_changes.lock_profiles(affected_schools)
    before = impact.pages_now(affected_schools)
    shown_on = addresses_showing([(school._meta.label_lower, str(school.pk))]) if school else []
    kind.do(change, data)
    result = _describe(change, before, impact.pages_now([*affected_schools, change.school]), shown_on)
    if result.is_empty:
        raise Refused(_("Nothing would change: the record already has these values."))
    assert change.school  # an opening has set it
    batch.plan = {
        "kind": kind.name,
        "school": change.school.pk,
        "pages": change.pages,
        "redirects": change.redirects,
        "editors": change.editors,
        "impact": result.as_json(),
    }
    batch.save()
    return batch, result


def _describe(change: Change, before: dict, after: dict, shown_on: list[str]) -> Impact:
    """Describe `change`. `before` and `after` are the profiles, `shown_on` the addresses before."""
    records = list(change.batch.records.all())
    objects = [(record.model, str(record.key)) for record in records] + [
        ("wagtailcore.page", str(key)) for key in after
    ]
    rows = [impact.of_record(record) for record in records]
    return Impact(
        records=[item for item in rows if item.rows],
        pages=impact.of_pages(before, after),
        redirects=impact.of_redirects(change.redirects),
        notes=change.notes,
        people=change.people,
        shown_on=list(dict.fromkeys([*shown_on, *addresses_showing(objects)])),
    )
