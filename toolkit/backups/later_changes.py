"""What people saved since a backup, in the words of the activity log: a restore takes it away."""

from datetime import datetime

from django.db.models import Max, Q, QuerySet

from toolkit.activity_log.log_triggers import EXPIRED
from toolkit.activity_log.models import AuditEntry

NOT_CONTENT = r"^(audit|cdn|command|export|session|signin)\."
SHOWN = 200
TABLE = AuditEntry._meta.db_table


def newest() -> int:
    """Return the key of the log's newest entry."""
    return AuditEntry.objects.aggregate(key=Max("pk"))["key"] or 0


def saved_after(key: int) -> list[str]:
    """Return what was saved after the entry with this key."""
    return _lines(Q(pk__gt=key))


def missing_from_backup(rows: int, stored: datetime) -> list[str]:
    """Return what was saved after a backup that has `rows` entries of the log.

    It was made a moment before it was `stored`, so its time alone would hide what was saved in between. The rows alone
    would hide as many entries as were deleted since because of their age.
    """
    expired = AuditEntry.objects.filter(action=EXPIRED, at__gt=stored).values_list("detail__count", flat=True)
    both = rows - sum(expired)  # rows that the log and the backup have
    first = AuditEntry.objects.order_by("pk").values_list("pk", flat=True)[max(both, 0) :].first()
    return _lines(Q(at__gt=stored) | Q(pk__gte=first if first is not None else newest() + 1))


def _lines(later: Q) -> list[str]:
    entries: QuerySet = AuditEntry.objects.filter(later).exclude(action__regex=NOT_CONTENT).order_by("-pk")
    shown = [f"    {entry.at:%Y-%m-%d %H:%M} {entry}" for entry in entries[:SHOWN]]
    rest = entries.count() - len(shown)
    return shown + ([f"    and {rest:,} before that: see the activity log"] if rest > 0 else [])
