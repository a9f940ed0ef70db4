"""What earlier releases stored and how they store it, while they still run, fits this release."""

from importlib import import_module

import pytest
from django.db import DatabaseError, connection, transaction

from toolkit.activity_log.models import AuditEntry
from toolkit.activity_log.record import record

pytestmark = pytest.mark.django_db
TABLE = "activity_log_auditentry"


def test_stored_email_addresses_lose_their_domain_and_the_log_stays_append_only():
    record("export.made", title="as before", format="csv")
    kept = AuditEntry.objects.latest("pk")
    record("signin.failed", title="title", was=["name", "new"])
    entry = AuditEntry.objects.latest("pk")
    with connection.cursor() as cursor:
        cursor.execute(
            f"ALTER TABLE {TABLE} DISABLE TRIGGER audit_guard;"
            f"UPDATE {TABLE} SET actor_name = 'ana@example.org', object_title = 'ana.ruiz@mail.example.org',"
            """ detail = '{"email": ["a@example.org", "b@example.org"]}' WHERE id = %s;"""
            f"ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER audit_guard",
            [entry.pk],
        )
    with connection.schema_editor() as editor:
        import_module("toolkit.activity_log.migrations.0003_no_email_addresses").mask(None, editor)
    entry.refresh_from_db()
    assert (entry.actor_name, entry.object_title) == ("ana@…", "ana.ruiz@…")
    assert entry.detail == {"email": ["a@…", "b@…"]}
    assert vars(AuditEntry.objects.get(pk=kept.pk))["detail"] == {"format": "csv"}
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEntry.objects.filter(pk=kept.pk).update(actor_name="somebody else")


def test_the_release_before_can_still_write_while_this_one_starts():
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {TABLE} (action, actor_key, actor_name, object_label, object_key, object_title, detail, "
            "channel, request, network, number, digest) "
            "VALUES ('export.made', '', '', '', '', 'by the release before', '{}', 'site', '', '', NULL, '')"
        )
    assert AuditEntry.objects.latest("pk").object_title == "by the release before"
