"""What people saved since a backup, in the words of the activity log: a restore takes it away."""

from datetime import datetime

from django.db.backends.utils import CursorWrapper
from django.db.models import Q, QuerySet

from toolkit.activity_log.models import AuditEntry

NOT_CONTENT = r"^(audit|cdn|command|export|session|signin)\."
SHOWN = 200
TABLE = AuditEntry._meta.db_table


def newest(cursor: CursorWrapper) -> int:
    """Return the key of the log's newest entry."""
    cursor.execute(f"SELECT coalesce(max(id), 0) FROM {TABLE}")  # noqa: S608 (a constant)
    return cursor.fetchone()[0]


def saved_after(key: int, moment: datetime) -> list[str]:
    """Describe what was saved after the entry with this key, or after `moment`.

    The key finds what was saved while a backup was being made; the time, what has a lower key because the log itself
    was restored.
    """
    later = AuditEntry.objects.filter(Q(pk__gt=key) | Q(at__gt=moment))
    entries: QuerySet = later.exclude(action__regex=NOT_CONTENT).order_by("-pk")
    shown = [f"    {entry.at:%Y-%m-%d %H:%M} {entry}" for entry in entries[:SHOWN]]
    rest = entries.count() - len(shown)
    return shown + ([f"    and {rest:,} before that: see the activity log"] if rest > 0 else [])
