"""Delete entries older than `AUDIT_DAYS`. The database keeps every entry for at least a year and logs deletions."""

from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Min
from django.utils import timezone

from toolkit.activity_log.log_triggers import EXPIRY

from .models import AuditEntry


def delete_old() -> int:
    """Delete the oldest entries, up to the first that is young enough; return how many."""
    old = timezone.now() - timedelta(days=settings.AUDIT_DAYS)
    with transaction.atomic():
        first_kept = AuditEntry.objects.filter(at__gte=old).aggregate(number=Min("number"))["number"]
        if first_kept is None:
            return 0  # never delete the whole log: the chain needs its last entry
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL {EXPIRY} = 'on'")
            count, _by_model = AuditEntry.objects.filter(number__lt=first_kept).delete()
            cursor.execute(f"SET LOCAL {EXPIRY} = 'off'")
    return count
