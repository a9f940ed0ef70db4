"""What people saved since a backup, in the words of the activity log: a restore takes it away."""

from datetime import datetime

from django.db.models import Max, Q, QuerySet

from toolkit.activity_log.models import AuditEntry

NOT_CONTENT = r"^(audit|cdn|command|export|session|signin)\."
SHOWN = 200
TABLE = AuditEntry._meta.db_table


def newest() -> int:
    """Return the number of the log's newest entry."""
    return AuditEntry.objects.aggregate(number=Max("number"))["number"] or 0


def saved_after(number: int) -> list[str]:
    """Return what was saved after the entry with this number."""
    return _lines(Q(number__gt=number))


def missing_from_backup(rows: int, stored: datetime) -> list[str]:
    """Return what was saved after a backup that has `rows` entries of the log.

    It was made a moment before it was `stored`, so its time alone would hide what was saved in between. The rows alone
    would hide as many entries as were deleted since because of their age.
    """
    number = newest() - AuditEntry.objects.count() + rows
    return _lines(Q(number__gt=number) | Q(at__gt=stored))


def _lines(later: Q) -> list[str]:
    entries: QuerySet = AuditEntry.objects.filter(later).exclude(action__regex=NOT_CONTENT).order_by("-number")
    shown = [f"    {entry.at:%Y-%m-%d %H:%M} {entry}" for entry in entries[:SHOWN]]
    rest = entries.count() - len(shown)
    return shown + ([f"    and {rest:,} before that: see the activity log"] if rest > 0 else [])
