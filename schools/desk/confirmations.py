"""“Still correct?”: who said when that a record is right, and when to ask again.

A record has two parts. Its public date, `School.details_as_of`, is the day of the part that was confirmed longest ago,
so there is one truth. A part that nobody has confirmed yet is as old as that day.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import DateField, F, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Least, TruncDate
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from schools.register import history
from schools.register.models import School

from .models import Confirmation, Part, Reminder

EVERY = {Part.CONTACTS: timedelta(days=90), Part.REST: timedelta(days=180)}
SOON = timedelta(days=14)  # so long before, the desk asks already
AGAIN = timedelta(days=7)  # between two reminders


@dataclass(frozen=True)
class Due:
    """One part of one record: when it was last right, who said so (empty: the source of the first content), and the
    day by which somebody has to look again."""

    part: Part
    last: date | None
    who: str = ""

    @property
    def label(self) -> str:
        return self.part.label

    @property
    def by(self) -> date:
        """The day it is due. What was never confirmed is due since ever."""
        return self.last + EVERY[self.part] if self.last else date.min

    @cached_property
    def is_due(self) -> bool:
        return self.by <= timezone.localdate()

    @cached_property
    def is_soon(self) -> bool:
        return self.by - SOON <= timezone.localdate() if self.last else True


def dues(schools) -> dict[int, list[Due]]:
    """Both parts of each of `schools`, by the school's key: one query for all of them."""
    found = Confirmation.objects.filter(school__in=schools).select_related("by")
    latest = {
        (one.school_id, one.part): one
        for one in found.order_by("school_id", "part", "-at").distinct("school_id", "part")
    }
    return {school.pk: [_due(school, part, latest.get((school.pk, part))) for part in Part] for school in schools}


def _due(school, part, confirmed) -> Due:
    if confirmed is None:
        return Due(part, school.details_as_of)
    who = (confirmed.by.get_full_name() or confirmed.by.get_username()) if confirmed.by else ""
    return Due(part, timezone.localdate(confirmed.at), who)


@transaction.atomic
def confirm(school, part: Part, user) -> None:
    """Notes that `user` found the `part` of `school` right today, and what the public is told of it."""
    Confirmation.objects.create(school=school, part=part, by=user)
    days = [due.last for due in dues([school])[school.pk]]
    if None not in days and min(days) != school.details_as_of:
        school.details_as_of, school.details_source = min(days), ""
        history.save(school, user=user, reason=_("Confirmed as still correct."))


def with_confirm_by(schools):
    """`schools`, each with `confirm_by`: the earlier one of the days that `Due.by` says of its parts."""
    return schools.annotate(confirm_by=Least(*map(_by, Part)))


def _by(part: Part):
    """`Due.by` of `part`, for the database."""
    said = Confirmation.objects.filter(school=OuterRef("pk"), part=part).order_by("-at")
    last = Coalesce(Subquery(said.values(day=TruncDate("at"))[:1]), F("details_as_of"))
    return Coalesce(Cast(last + EVERY[part], DateField()), Value(date.min))


def due_by(schools, day: date):
    """The open ones among `schools` of which somebody has to look at something by `day`."""
    return with_confirm_by(schools.open_today()).filter(confirm_by__lte=day)


def overdue(schools) -> list[tuple[School, list[Due]]]:
    """Of the open ones among `schools`: each of which something is due, with it; the longest due first."""
    schools = list(due_by(schools, timezone.localdate()))
    both = dues(schools)
    found = [(school, [due for due in both[school.pk] if due.is_due]) for school in schools]
    return sorted(found, key=lambda row: (min(due.by for due in row[1]), row[0].name))


def who_answer():
    """Users that can be asked about a school they edit: with an e-mail address."""
    return get_user_model().objects.filter(is_active=True).exclude(email="")


def owners() -> dict[int, list]:
    """Who answers for each open school, by its key: its editors with an e-mail address."""
    users = who_answer().filter(groups__school_team__isnull=False)
    found: dict[int, list] = {}
    for user in users.annotate(of_school=F("groups__school_team__school")).select_related("wagtail_userprofile"):
        found.setdefault(user.of_school, []).append(user)
    return found


def reminders(office) -> list[tuple]:
    """Whom to remind today, each with everything that is due for them: `(user, [(school, dues)])`.

    The editors of a school, or the users `office` for one without. Once on the day it is due, then every week.
    """
    of_school, of_user = owners(), {}
    for school, due in overdue(School.objects.all()):
        for user in of_school.get(school.pk) or office:
            of_user.setdefault(user.pk, (user, []))[1].append((school, due))
    sent = dict(Reminder.objects.filter(user__in=of_user).values_list("user", "sent"))
    return [(user, rows) for user, rows in of_user.values() if _is_time(sent.get(user.pk), rows)]


def _is_time(sent: date | None, rows) -> bool:
    today = timezone.localdate()
    if sent is None or sent + AGAIN <= today:
        return True
    return sent < today and any(due.by > sent for _school, dues in rows for due in dues)


def note(user) -> None:
    """That `user` was reminded today."""
    Reminder.objects.update_or_create(user=user, defaults={"sent": timezone.localdate()})
