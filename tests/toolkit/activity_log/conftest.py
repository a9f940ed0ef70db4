"""Staff who sign in, and their activity log."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from tests.toolkit.accounts.conftest import app_of, nobody_has_tried_yet, person  # noqa: F401 (fixtures)
from toolkit.activity_log import actors
from toolkit.activity_log.models import AuditEntry


@pytest.fixture
def log(db):
    """Return the entries since the test began, oldest first."""
    newest = AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    return lambda: list(AuditEntry.objects.filter(pk__gt=newest).order_by("pk"))


@pytest.fixture
def aged(db):
    """Make all entries `days` older, bypassing the trigger."""

    def age(days):
        with connection.cursor() as cursor:
            cursor.execute(
                "ALTER TABLE activity_log_auditentry DISABLE TRIGGER audit_guard;"
                "UPDATE activity_log_auditentry SET at = at - %s;"
                "ALTER TABLE activity_log_auditentry ENABLE ALWAYS TRIGGER audit_guard",
                [timedelta(days=days)],
            )
        return timezone.now() - timedelta(days=days)

    return age


@pytest.fixture
def maria(request):
    return request.getfixturevalue("person")("Site admin", "maria", first_name="Maria", last_name="Lopez")


@pytest.fixture
def as_before(monkeypatch):
    monkeypatch.setattr("toolkit.activity_log.commands.connections.close_all", lambda: None)
    before = actors._process
    yield
    actors.set_process_actor(before)
