"""When the register last changed: what copies of it, feeds and the sitemap go by."""

from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Max, Q
from django.utils import timezone

from .models import School, SchoolDeletion


def touch(schools) -> None:
    """Notes that what the site publishes of the queryset `schools` changes now.

    The rooms' receivers call it. Code that writes past them (`bulk_create`, `update`) calls it itself.
    """
    School.objects.filter(pk__in=schools.order_by().values("pk")).update(changed=timezone.now())


def turned(opened: date | None, closed: date | None) -> datetime | None:
    """When the calendar alone last changed a school: the start of its first day, or of the day after its last.

    None if neither has come yet.
    """
    today = timezone.localdate()
    days = [day for day in (opened, closed and closed + timedelta(days=1)) if day and day <= today]
    return timezone.make_aware(datetime.combine(max(days), time.min)) if days else None


def last_change() -> datetime:
    """When the published register last changed, by hand, by a deletion or by the calendar: two queries.

    An empty register that never was otherwise has not changed since 1970.
    """
    today = timezone.localdate()
    found = School.objects.aggregate(
        changed=Max("changed"),
        opened=Max("opened", filter=Q(opened__lte=today)),
        closed=Max("closed", filter=Q(closed__lt=today)),
    )
    moments = (
        found["changed"],
        turned(found["opened"], found["closed"]),
        SchoolDeletion.objects.aggregate(at=Max("at"))["at"],
    )
    return max((moment for moment in moments if moment), default=datetime.fromtimestamp(0, UTC))
