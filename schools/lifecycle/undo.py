"""Undoing a guided change: everything is restored, or nothing, with the names of what blocks it."""

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from schools.exchange import undo
from schools.exchange.apply import Refused, lock
from schools.exchange.models import ImportBatch
from schools.register import teams
from schools.register.models import School

from . import impact, profile_changes, redirects
from .execution import Outdated
from .impact import Impact

SCHOOL = "schools.school"


def preview(batch: ImportBatch, user) -> Impact:
    """Return what undoing `batch` would do. Raises Refused with the names of what blocks it."""
    with transaction.atomic():
        found = _take_back(batch, user, reason="")
        transaction.set_rollback(True)
    return found


@transaction.atomic
def take_back(batch: ImportBatch, user, *, reason: str, digest: str) -> None:
    """Undo `batch`. Raises Outdated if the preview's digest is not `digest`, and Refused like `preview`."""
    if _take_back(batch, user, reason=reason).digest != digest:
        raise Outdated


def _take_back(batch: ImportBatch, user, *, reason: str) -> Impact:
    lock()
    plan, kept = batch.plan, list(batch.records.all())
    schools = list(School.objects.filter(pk__in=[one.key for one in kept if one.model == SCHOOL]))
    opened = [one.key for one in kept if one.model == SCHOOL and one.before is None]
    profile_changes.hold(schools)
    before = impact.pages_now(schools)
    told = Impact(
        records=[rows for one in kept if (rows := impact.of_record(one, back=True)).rows],
        redirects=impact.of_redirects(plan["redirects"], back=True),
    )
    changed = [*profile_changes.changed_since(plan["pages"]), *redirects.changed_since(plan["redirects"])]
    changed += [name for school in schools if school.pk in opened for name in teams.used(school)]
    if changed:
        raise Refused(
            _("Someone has changed these since: %(names)s. Undo those changes first.") % {"names": "; ".join(changed)}
        )
    _can_change(plan["pages"], user)
    for one in plan["pages"]:
        if one["before"] is None:
            profile_changes.put_back(one, user)
    undo.undo(batch, user=user, reason=reason or _("Undone."))
    try:
        for one in plan["pages"]:
            if one["before"] is not None:
                profile_changes.put_back(one, user)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    redirects.put_back(plan["redirects"])
    told.people = _reinstate(plan)
    if told.people:
        told.notes.append(_("The school’s editors can edit it again."))
    told.pages = impact.of_pages(before, impact.pages_now(schools))
    told.shown_on = impact.showing([(one.model, str(one.key)) for one in kept])
    return told


def _can_change(done: list[dict], user) -> None:
    for page in profile_changes.SchoolPage.objects.filter(pk__in=[one["page"] for one in done if one["before"]]):
        if why := profile_changes.refusal(page, user):
            raise Refused(why)


def _reinstate(plan: dict) -> list[str]:
    """Add the former editors to the school's group if it is empty now. Return their names."""
    school = School.objects.filter(pk=plan["school"]).select_related("team__group").first()
    group = school and getattr(school, "team", None) and school.team.group
    if not group or not plan["editors"] or group.user_set.exists():
        return []
    users = get_user_model().objects.filter(pk__in=plan["editors"], is_active=True).order_by("pk")
    group.user_set.add(*users)
    return [user.get_full_name() or user.get_username() for user in users]
