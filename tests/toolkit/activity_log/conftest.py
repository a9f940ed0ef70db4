"""Staff who sign in, and their activity log."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from tests.toolkit.accounts.conftest import app_of, nobody_has_tried_yet, person  # noqa: F401 (fixtures)
from toolkit.activity_log.models import AuditEntry


@pytest.fixture
def log(db):
    """Return the entries since the test began, oldest first."""
    newest = AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    return lambda: list(AuditEntry.objects.filter(pk__gt=newest).order_by("pk"))


@pytest.fixture
def chained(db):
    """Add the entries of this transaction to the chain, as a commit would."""

    def chain():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")

    return chain


@pytest.fixture
def aged(chained):
    """Make all entries `days` older and rebuild the chain, bypassing the triggers."""

    def age(days):
        chained()
        with connection.cursor() as cursor:
            cursor.execute(
                "ALTER TABLE activity_log_auditentry DISABLE TRIGGER audit_guard;"
                "UPDATE activity_log_auditentry SET at = at - %s, number = NULL, digest = '';"
                "CREATE TEMPORARY TABLE moved ON COMMIT DROP AS SELECT * FROM activity_log_auditentry;"
                "ALTER TABLE activity_log_auditentry DISABLE TRIGGER audit_expire;"
                "DELETE FROM activity_log_auditentry;"
                "INSERT INTO activity_log_auditentry SELECT * FROM moved ORDER BY id;",
                [timedelta(days=days)],
            )
            chained()
            cursor.execute(
                "DROP TABLE moved; ALTER TABLE activity_log_auditentry ENABLE ALWAYS TRIGGER audit_guard;"
                "ALTER TABLE activity_log_auditentry ENABLE ALWAYS TRIGGER audit_expire;"
            )
        return timezone.now() - timedelta(days=days)

    return age
