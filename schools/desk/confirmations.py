"""“Still correct?”: who confirmed a record and when, and when to ask again.

A record has two parts. The public date, `School.details_as_of`, is the date of the part that was confirmed longest ago.
A part that has never been confirmed counts as confirmed on that date.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import DateField, F, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Least, TruncDate
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_user_display_name

from schools.register import history
from schools.register.models import School

from .models import Confirmation, Part

EVERY = {Part.CONTACTS: timedelta(days=90), Part.REST: timedelta(days=180)}
SOON = timedelta(days=14)  # before the due date, when the desk starts to ask


@dataclass(frozen=True)
class Due:
    """One part of one record: the `last` day it was confirmed, and `who` confirmed it (empty for imported content)."""

    part: Part
    last: date | None
    who: str = ""

    @property
    def by(self) -> date:
        """The day when a confirmation is due; `date.min` if there is no earlier date."""
        return self.last + EVERY[self.part] if self.last else date.min

    @cached_property
    def is_due(self) -> bool:
        return self.by <= timezone.localdate()

    @cached_property
    def is_soon(self) -> bool:
        return self.by - SOON <= timezone.localdate() if self.last else True

    @property
    def state(self) -> str:
        """When it is due, in words."""
        if not self.last:
            return _("never confirmed")
        words = _("overdue since %(day)s") if self.is_due else _("to confirm by %(day)s")
        return words % {"day": date_format(self.by, "DATE_FORMAT")}


def dues(schools) -> dict[int, list[Due]]:
    """Return both parts of each of `schools`, by the school's key. One query."""
    confirmations = Confirmation.objects.filter(school__in=schools).select_related("by")
    latest = {
        (confirmation.school_id, confirmation.part): confirmation
        for confirmation in confirmations.order_by("school_id", "part", "-at").distinct("school_id", "part")
    }
    return {school.pk: [_due(school, part, latest.get((school.pk, part))) for part in Part] for school in schools}


def _due(school, part, confirmation) -> Due:
    if confirmation is None:
        return Due(part, school.details_as_of)
    return Due(part, timezone.localdate(confirmation.at), get_user_display_name(confirmation.by))


@transaction.atomic
def confirm(school, part: Part, user) -> None:
    """Record that `user` confirmed `part` of `school` today, and update the public date."""
    Confirmation.objects.create(school=school, part=part, by=user)
    days = [due.last for due in dues([school])[school.pk] if due.last]
    if len(days) == len(Part) and min(days) != school.details_as_of:
        school.details_as_of, school.details_source = min(days), ""
        history.save(school, user=user, reason=_("Confirmed as still correct."))


def with_confirm_by(schools):
    """Annotate `schools` with `confirm_by`, the earlier `Due.by` of the two parts."""
    return schools.annotate(confirm_by=Least(*map(_due_date, Part)))


def _due_date(part: Part):
    """Return `Due.by` of `part` as a database expression."""
    confirmations = Confirmation.objects.filter(school=OuterRef("pk"), part=part).order_by("-at")
    last = Coalesce(Subquery(confirmations.values(day=TruncDate("at"))[:1]), F("details_as_of"))
    return Coalesce(Cast(last + EVERY[part], DateField()), Value(date.min))


def overdue(schools) -> list[tuple[School, list[Due]]]:
    """Return those of `schools` that are open and overdue, each with its due parts, longest overdue first."""
    schools = [school for school in schools if school.is_open]
    dues_by_school = dues(schools)
    rows = [(school, [due for due in dues_by_school[school.pk] if due.is_due]) for school in schools]
    return sorted((row for row in rows if row[1]), key=lambda row: (min(due.by for due in row[1]), row[0].name))


def users_with_email():
    """Return active users with an email address, who can be asked about a school they edit."""
    return get_user_model().objects.filter(is_active=True).exclude(email="")


def owners(schools: Iterable[School] | None = None) -> dict[int, list]:
    """Return the editors of each school, or of `schools`, who have an email address, by the school's key."""
    of_any = {"groups__school_team__isnull": False}
    of_these = {"groups__school_team__school__in": [school.pk for school in schools or ()]}
    users = users_with_email().filter(**(of_any if schools is None else of_these))
    editors: dict[int, list] = {}
    for user in users.annotate(of_school=F("groups__school_team__school")).select_related("wagtail_userprofile"):
        editors.setdefault(user.of_school, []).append(user)
    return editors


def due_of(editors: dict[int, list], office: list) -> dict[object, list]:
    """Return what is due for each user, as `[(school, dues)]`.

    It is due for a school's `editors`, by the school's key, or for the users `office` if it has none.
    """
    of_user = defaultdict(list)
    for school, due in overdue(School.objects.all()):
        for user in editors.get(school.pk) or office:
            of_user[user].append((school, due))
    return of_user
