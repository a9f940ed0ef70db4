"""Undoing a guided change: everything is restored, or nothing, with the names of what blocks it."""

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_user_display_name

from pages import redirects
from schools.changes import description, undo
from schools.changes.agreement import Refused, check
from schools.changes.models import ChangeSet
from schools.changes.work import lock
from schools.profiles.models import SchoolPage
from schools.register.models import School
from toolkit.published_copy.dependencies import addresses_showing

from . import impact, profile_changes
from .impact import Impact

SCHOOL = "schools.school"


def preview(change_set: ChangeSet, user) -> Impact:
    """Return what undoing the change would do. Raises Refused with the names of what blocks it."""
    with transaction.atomic():
        impact_of_undo = _undo(change_set, user, reason="")
        transaction.set_rollback(True)
    return impact_of_undo


@transaction.atomic
def apply(change_set: ChangeSet, user, *, reason: str, digest: str) -> None:
    """Undo the change. Raises Outdated if the preview's digest is not `digest`, and Refused like `preview`."""
    check(digest, _undo(change_set, user, reason=reason).digest)


def _undo(change_set: ChangeSet, user, *, reason: str) -> Impact:
    lock()
    data, records = change_set.data, list(change_set.records.all())
    schools = list(School.objects.filter(pk__in=[record.key for record in records if record.model == SCHOOL]))
    opened = [record.key for record in records if record.model == SCHOOL and record.before is None]
    profile_changes.lock_profiles(schools)
    before = impact.pages_now(schools)
    result = Impact(
        records=description.describe(records, back=True),
        redirects=impact.of_redirects(data["redirects"], back=True),
    )
    blockers = [*profile_changes.changed_since(data["pages"]), *redirects.changed_since(data["redirects"])]
    blockers += [name for names in undo.used_teams(School.objects.filter(pk__in=opened)).values() for name in names]
    undo.refuse_changed(blockers)
    _check_pages(data["pages"], user)
    for page_change in data["pages"]:
        if page_change["before"] is None:
            profile_changes.restore(page_change, user)
    undo.undo(change_set, user=user, reason=reason or _("Undone."))
    try:
        for page_change in data["pages"]:
            if page_change["before"] is not None:
                profile_changes.restore(page_change, user)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    redirects.restore(data["redirects"])
    result.people = _restore_editors(data)
    if result.people:
        result.notes.append(_("The school’s editors can edit it again."))
    result.pages = impact.of_pages(before, impact.pages_now(schools))
    result.shown_on = addresses_showing([(record.model, str(record.key)) for record in records])
    return result


def _check_pages(page_changes: list[dict], user) -> None:
    for page in SchoolPage.objects.filter(pk__in=[change["page"] for change in page_changes if change["before"]]):
        if reason := profile_changes.refusal(page, user):
            raise Refused(reason)


def _restore_editors(data: dict) -> list[str]:
    """Add the former editors to the school's group if it is empty now. Return their names."""
    school = School.objects.filter(pk=data["school"]).select_related("team__group").first()
    group = school and getattr(school, "team", None) and school.team.group
    if not group or not data["editors"] or group.user_set.exists():
        return []
    users = get_user_model().objects.filter(pk__in=data["editors"], is_active=True).order_by("pk")
    group.user_set.add(*users)
    return [get_user_display_name(user) for user in users]
