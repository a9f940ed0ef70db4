"""Delete entries older than `AUDIT_DAYS`. The database keeps every entry for at least a year and logs deletions."""

from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from toolkit.activity_log.log_triggers import EXPIRY

from .models import AuditEntry


def delete_old() -> int:
    """Delete the entries that are old enough; return how many."""
    old = AuditEntry.objects.filter(at__lt=timezone.now() - timedelta(days=settings.AUDIT_DAYS))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL {EXPIRY} = 'on'")
        count, _by_model = old.delete()
        cursor.execute(f"SET LOCAL {EXPIRY} = 'off'")
    return count
