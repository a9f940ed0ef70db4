"""When the register last changed, for open data files, feeds, and the sitemap."""

from datetime import UTC, date, datetime, timedelta

from django.db.models import Max, Q
from django.utils import timezone

from toolkit.dates import midnight

from .models import School, SchoolDeletion


def touch(schools) -> None:
    """Mark the queryset `schools` as changed now, because something the site publishes about them changed.

    Signal receivers call it. Call it yourself after bulk writes (`bulk_create`, `update`), which send no signals.
    """
    School.objects.filter(pk__in=schools.order_by().values("pk")).update(changed=timezone.now())


def turned(opened: date | None, closed: date | None) -> datetime | None:
    """Return when a school last opened or closed: the start of its first day or of the day after its last, if any."""
    today = timezone.localdate()
    days = [day for day in (opened, closed and closed + timedelta(days=1)) if day and day <= today]
    return midnight(max(days)) if days else None


def last_change() -> datetime:
    """Return when the published register last changed: by an edit, a deletion, or the calendar. Two queries.

    A register that has always been empty last changed in 1970.
    """
    today = timezone.localdate()
    latest = School.objects.aggregate(
        changed=Max("changed"),
        opened=Max("opened", filter=Q(opened__lte=today)),
        closed=Max("closed", filter=Q(closed__lt=today)),
    )
    moments = (
        latest["changed"],
        turned(latest["opened"], latest["closed"]),
        SchoolDeletion.objects.aggregate(at=Max("at"))["at"],
    )
    return max((moment for moment in moments if moment), default=datetime.fromtimestamp(0, UTC))
