"""Whether a school is open, closed, or opens later, by its dates."""

from django.db.models import Q, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schools.register.models import School


class Status(TextChoices):
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")
    LATER = "later", _("Opening later")


def status_of(school) -> Status:
    if school.is_open:
        return Status.OPEN
    return Status.CLOSED if school.is_closed else Status.LATER


def status_condition(statuses) -> Q:
    """Return a Q for the schools that have one of `statuses` today."""
    today = timezone.localdate()
    rules = {
        Status.OPEN: Q(pk__in=School.objects.open_today().values("pk")),
        Status.CLOSED: Q(closed__lt=today),
        Status.LATER: Q(opened__gt=today),
    }
    condition = Q(pk__in=[])
    for status in statuses:
        condition |= rules[Status(status)]
    return condition
