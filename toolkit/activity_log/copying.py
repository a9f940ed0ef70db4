"""Copy entries to the log on disk once they are committed, also those of psql: there, a copy outlives the database.

The worker looks for new ones every few seconds. An entry is marked after it was written, so none is left out; if the
worker is killed in between, some are written twice.
"""

import logging

from django.db import transaction

from .models import AuditEntry

logger = logging.getLogger(__name__)

MOST = 1000  # entries in one transaction
FIELDS = [field.name for field in AuditEntry._meta.concrete_fields if field.name != "copied"]


def copy_new() -> None:
    while _copy_some() == MOST:
        pass


@transaction.atomic
def _copy_some() -> int:
    """Copy the oldest entries that are not copied yet, except those that another worker is copying."""
    entries = AuditEntry.objects.filter(copied=False).order_by("pk").select_for_update(skip_locked=True)[:MOST]
    for entry in entries:
        logger.info("%s", entry, extra={"entry": {name: getattr(entry, name) for name in FIELDS}})
    return AuditEntry.objects.filter(pk__in=[entry.pk for entry in entries]).update(copied=True)
