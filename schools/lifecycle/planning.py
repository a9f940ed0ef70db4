"""Plans renames and moves for a later day, and makes them when the day has come."""

import logging
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from schools.changes.agreement import Outdated, Refused, check
from schools.changes.models import ChangeSet
from schools.changes.work import lock
from schools.register.models import Campus, School

from . import execution, kinds
from .execution import Impact
from .models import RENAME, PlannedChange

logger = logging.getLogger(__name__)


def day_ahead(form) -> date | None:
    """Return the day that the change of a valid form waits for; None if it takes effect right away."""
    day = form.cleaned_data.get("day")
    return day if day and day > timezone.localdate() else None


def preview(kind, school: School | None, form, user, *, planned: PlannedChange | None = None, seen: str = "") -> Impact:
    """Like `execution.preview`. Raises Refused as well if the change cannot be planned.

    It replaces `planned`, of which the user has seen the version `seen`.
    """
    _refuse_outdated(planned, seen)
    if school and (day := day_ahead(form)):
        _refuse_second(kind, school, planned)
        _refuse_closed(school, day)
    return execution.preview(kind, school, form.cleaned_data, user)


@transaction.atomic
def apply(
    kind, school: School | None, form, user, *, digest: str, planned: PlannedChange | None = None, seen: str = ""
) -> ChangeSet | PlannedChange:
    """Make the change, or plan it if its day is in the future. Raises what `execution.apply` or `preview` raises."""
    lock()
    _refuse_outdated(planned, seen)
    if not day_ahead(form):
        change_set = execution.apply(kind, school, form.cleaned_data, user, digest=digest)
        if planned:
            _end(planned, user, change_set=change_set)
        return change_set
    impact = preview(kind, school, form, user, planned=planned, seen=seen)
    check(digest, impact.digest)
    planned = planned or PlannedChange(school=school, kind=kind.name)
    data = form.cleaned_data
    planned.day, planned.is_told, planned.reason = data["day"], data["tell"], data["reason"]
    planned.target = _target(kind, data)
    planned.data = {field.name: form.data[field.name] for field in form.visible_fields() if field.name in form.data}
    planned.agreed, planned.language = impact.as_json(), translation.get_language()
    planned.by, planned.planned_at, planned.error = user, timezone.now(), ""
    planned.save()
    return planned


@transaction.atomic
def cancel(planned: PlannedChange, user, *, reason: str, seen: str) -> None:
    """Cancel the plan, of which the user has seen the version `seen`. Raises Refused if it is another now."""
    lock()
    _refuse_outdated(planned, seen)
    planned.why_canceled = reason
    _end(planned, user)


def carry_out_due() -> list[PlannedChange]:
    """Make the planned changes whose day has come. Return those that could not be made. They wait for a person."""
    due = PlannedChange.objects.waiting().filter(day__lte=timezone.localdate(), error="")
    return [held for key in due.values_list("pk", flat=True) if (held := _carry_out(key))]


def _carry_out(key: int) -> PlannedChange | None:
    planned = PlannedChange.objects.select_related("school", "by").get(pk=key)
    with translation.override(planned.language):  # of the description that was agreed to
        try:
            _make(planned)
        except Outdated:
            planned.error = _(
                "The school or its addresses have changed since this was planned, so the result would be different now."
            )
        except Refused as error:
            planned.error = str(error)
        except ValidationError as error:
            planned.error = " ".join(error.messages)
        except Exception:
            logger.exception("Failed to carry out planned change %s", key)
            planned.error = _("Something went wrong, and nothing was changed. Try again later.")
    if not planned.error:
        return None
    PlannedChange.objects.waiting().filter(pk=key, planned_at=planned.planned_at).update(error=planned.error)
    return planned


@transaction.atomic
def _make(planned: PlannedChange) -> None:
    lock()
    if not PlannedChange.objects.waiting().filter(pk=planned.pk, planned_at=planned.planned_at).exists():
        return  # someone did it, canceled it, or changed the plan first
    if planned.problem or not planned.by.has_perm("schools.change_school"):
        raise Refused(planned.problem or _("The person who planned it can no longer change the register."))
    _refuse_closed(planned.school, planned.day)
    kind = kinds.ALL[planned.kind]
    form = kind.form(planned.data, school=planned.school)
    if not form.is_valid():
        raise Refused(" ".join(str(text) for texts in form.errors.values() for text in texts))
    change_set, impact = execution.make(kind, planned.school, form.cleaned_data, planned.by)
    check(Impact(**planned.agreed).core, impact.core)
    _end(planned, planned.by, change_set=change_set)


def _end(planned: PlannedChange, user, *, change_set: ChangeSet | None = None) -> None:
    planned.ended_at, planned.ended_by, planned.change_set, planned.error = timezone.now(), user, change_set, ""
    planned.save()


def _refuse_outdated(planned: PlannedChange | None, seen: str) -> None:
    if planned is None:
        return
    now = PlannedChange.objects.waiting().filter(pk=planned.pk).first()
    if now is None:
        raise Refused(_("This plan has already taken effect or was canceled."))
    if now.version != seen:
        words = _("Someone else has changed this plan since you opened it: “%(planned)s”")
        raise Refused(words % {"planned": f"{now}."})


def _refuse_second(kind, school: School, planned: PlannedChange | None) -> None:
    """Raise Refused if `school` already has a planned change of this kind, other than `planned`."""
    others = PlannedChange.objects.waiting().filter(school=school, kind=kind.name)
    if other := others.exclude(pk=planned and planned.pk).first():
        raise Refused(
            _("Already planned: “%(planned)s” Change that plan or cancel it first.") % {"planned": f"{other}."}
        )


def _refuse_closed(school: School, day: date) -> None:
    if school.closed and school.closed < day:
        raise Refused(_("The school closes on %(day)s, before that day.") % {"day": date_format(school.closed)})


def _target(kind, data: dict) -> str:
    if kind.name == RENAME:
        return data["name"]
    campus = data["campus"] or Campus(**{name: data[name] for name in ("street", "city", "zip")})
    return campus.address


def warnings(record) -> list[str]:
    """Return what people who change a school or a campus by hand should know."""
    planned, notes = PlannedChange.objects.waiting(), list[str]()
    if isinstance(record, School):
        planned = planned.concerning(record.pk, record.campus_id)
    elif isinstance(record, Campus):
        planned, notes = planned.filter(school__campus=record), [*filter(None, [record.point_note])]
    else:
        return []
    return notes + [
        _(
            "Planned: “%(planned)s” If you change the same thing now, the plan stays, but someone must review it again "
            "on that day."
        )
        % {"planned": f"{one}."}
        for one in planned
    ]
