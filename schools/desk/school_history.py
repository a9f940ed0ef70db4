"""The history of a school, its campus, its state records, and its profiles: pages, a CSV file, and restoring."""

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry, Page, Revision

from schools.register import history
from schools.register.models import Campus, School, StateRecord

PER_PAGE = 25
NEVER_RESTORED = {"changed", "uid"}  # never restored
BATCH_SIZE = 100  # steps of the file per batch of queries


def restorable_records(school) -> list:
    """Return the records that the office can restore here: the school, its campus, and its state records."""
    return [school, school.campus, *StateRecord.objects.filter(school_links__school=school)]


def shown_records(school) -> list:
    """Return all objects whose history the desk shows."""
    return [*restorable_records(school), *school.pages.select_related("locale", "latest_revision")]


def record_label(record) -> str:
    """Return what a step is about; empty for the school's own record."""
    if isinstance(record, Campus):
        return _("Campus")
    if isinstance(record, StateRecord):
        return _("State record %(code)s") % {"code": record.cds_code}
    if isinstance(record, Page):
        return _("Profile, %(language)s") % {"language": record.locale}
    return ""


def changes(records: list) -> QuerySet[Revision]:
    """Return the revisions that changed something, and first revisions if they have a reason."""
    with_reason = ModelLogEntry.objects.filter(revision=OuterRef("pk"), data__has_key="reason").exclude(data__reason="")
    return history.revisions_of(*records).filter(Q(earlier__isnull=False) | Exists(with_reason))


def steps(school, limit: int) -> list[history.Step]:
    """Return the latest changes, newest first."""
    records = shown_records(school)
    return history.steps_from(changes(records)[:limit], *records)


def page(school, number) -> tuple[Paginator, list[history.Step]]:
    """Return one page of the whole history, including first revisions."""
    records = shown_records(school)
    current_page = Paginator(history.revisions_of(*records), PER_PAGE).get_page(number)
    return current_page, history.steps_from(current_page.object_list, *records)


def rows(school) -> Iterator[list[str]]:
    """Yield a header, then a row for each changed field. A change without differences gets one row with its reason."""
    yield [_("when"), _("who"), _("why"), _("record"), _("field"), _("before"), _("after")]
    records = shown_records(school)
    for batch in Paginator(changes(records), BATCH_SIZE):
        for step in history.steps_from(batch.object_list, *records):
            when = timezone.localtime(step.revision.created_at).isoformat(timespec="seconds")
            for difference in step.differences or [history.Difference("", "", "", "")]:
                yield [
                    when,
                    step.who,
                    step.reason,
                    record_label(step.record),
                    difference.label,
                    difference.before,
                    difference.after,
                ]


def restore_addresses(steps: list[history.Step], school, user, keeps_register: bool) -> list[str]:
    """Return, for each step, the address where `user` can restore it.

    Empty if they cannot, and for the current version.
    """
    pages = {step.record for step in steps if isinstance(step.record, Page)}
    editable_pages = {page for page in pages if page.permissions_for_user(user).can_edit()}
    addresses = []
    for step in steps:
        record, key = step.record, step.revision.pk
        if key == record.latest_revision_id:
            addresses.append("")
        elif record in editable_pages:
            addresses.append(reverse("wagtailadmin_pages:revisions_revert", args=[record.pk, key]))
        else:
            can_restore = keeps_register and record not in pages
            addresses.append(reverse("school_desk_restore", args=[school.slug, key]) if can_restore else "")
    return addresses


def version(school, revision_id: int) -> tuple[School | Campus | StateRecord, list[history.Difference]]:
    """Return the record as of a revision, and what restoring it would change.

    Raises Http404, or ValidationError if it refers to something deleted.
    """
    records = restorable_records(school)
    revision = get_object_or_404(history.revisions_of(*records), pk=revision_id)
    record = next(candidate for candidate in records if history.is_of(revision, candidate))
    try:
        restored = record.with_content_json(revision.content)
    except Exception as error:  # modelcluster raises nothing more specific if a protected object is gone
        raise ValidationError(_("The record it belonged to no longer exists.")) from error
    for field in record._meta.concrete_fields:
        if (
            field.name in NEVER_RESTORED or field.name not in revision.content
        ):  # fields newer than the revision stay as they are
            setattr(restored, field.attname, getattr(record, field.attname))
    return restored, history.differences(record, restored, set(revision.content))


def also_affected(school, record) -> list[School]:
    """Return other schools that restoring `record` would change."""
    if isinstance(record, School):
        return []
    affected = School.objects.filter(Q(campus=record) if isinstance(record, Campus) else Q(record_links__record=record))
    return list(affected.exclude(pk=school.pk))


def restore(school, revision_id: int, user) -> None:
    """Restore the record to that revision. Raises ValidationError if it would not be valid."""
    restored, _differences = version(school, revision_id)
    day = date_format(timezone.localtime(Revision.objects.get(pk=revision_id).created_at), "DATETIME_FORMAT")
    history.save(restored, user=user, reason=_("Restored the version of %(day)s") % {"day": day})
