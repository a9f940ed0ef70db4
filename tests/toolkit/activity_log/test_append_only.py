"""The site's own account cannot change the log, and each entry goes to the log on disk, which outlives the database."""

import json

import pytest
from django.db import DatabaseError, connection, transaction

from schools.models import School
from tests.cases import cases
from toolkit.activity_log import copying, triggers
from toolkit.activity_log.events import record
from toolkit.activity_log.models import AuditEntry
from toolkit.monitoring.logs import Json

pytestmark = pytest.mark.django_db
TABLE = "activity_log_auditentry"


def run(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def entries():
    for title in ("one", "two", "three"):
        record("export.made", title=title)
    return list(AuditEntry.objects.order_by("-pk")[:3])[::-1]


REFUSED = "The activity log is append-only|permission denied to set"  # unprivileged accounts


@pytest.mark.parametrize("statement", [one for (one,) in cases(__file__, "refused_statements.csv")])
def test_the_database_refuses_to_change_it(entries, statement):
    before = list(AuditEntry.objects.order_by("pk").values())
    with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
        run(statement)
    assert list(AuditEntry.objects.order_by("pk").values()) == before


def test_no_one_changes_the_models_backdates_an_entry_or_keeps_it_from_being_copied(entries):
    for act in (entries[0].delete, entries[0].save, AuditEntry.objects.all().delete):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            act()
    run(
        f"INSERT INTO {TABLE} (at, action, actor_key, actor_name, object_label, object_key, object_title, detail, "
        "channel, request, network, copied) "
        "VALUES ('2001-01-01', 'forged', '', '', '', '', '', '{}', 'site', '', '', true)"
    )
    entry = AuditEntry.objects.get(action="forged")
    assert entry.at.year > 2001
    assert not entry.copied


def test_a_temporary_table_of_the_same_name_hides_nothing(log):
    run(f"CREATE TEMP TABLE {TABLE} (LIKE {TABLE}) ON COMMIT DROP")
    run("UPDATE schools_school SET phone = '' WHERE slug = 'odonovan'")
    run(f"DROP TABLE pg_temp.{TABLE}")
    assert log()[-1].action == "register.changed"


def test_entries_older_than_two_years_are_deleted_and_counted(aged, settings):
    record("export.made", title="old")
    aged(settings.AUDIT_DAYS + 1)
    old = AuditEntry.objects.count()
    record("export.made", title="new")
    assert triggers.delete_old() == old
    kept, noted = AuditEntry.objects.order_by("pk")
    assert (kept.object_title, noted.action, noted.detail["count"]) == ("new", "audit.expired", old)
    assert triggers.delete_old() == 0
    assert AuditEntry.objects.count() == 2


def test_no_one_deletes_younger_entries_or_some_from_the_middle(aged, settings):
    aged(300)
    record("export.made", title="new")
    settings.AUDIT_DAYS = 10
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        triggers.delete_old()
    aged(800)
    last = AuditEntry.objects.latest("pk").pk
    with pytest.raises(DatabaseError, match="Only the oldest entries"), transaction.atomic():
        run(f"SET LOCAL site.audit_expiry = 'on'; DELETE FROM {TABLE} WHERE id = %s", last)


def test_what_psql_changes_is_copied_too_and_nothing_twice(caplog, monkeypatch):
    def copied():
        caplog.clear()
        copying.copy_new()
        return [json.loads(Json().format(line)) for line in caplog.records]

    caplog.set_level("INFO", logger=copying.logger.name)
    copied()  # what is there
    with connection.connection.cursor() as cursor:
        cursor.execute("RESET site.who; UPDATE schools_school SET phone = '' WHERE slug = 'odonovan'")
    (line,) = copied()
    entry = AuditEntry.objects.latest("pk")
    assert (line["logger"], line["message"]) == ("toolkit.activity_log.copying", entry.sentence)
    assert line["entry"]["object_title"] == School.objects.get(slug="odonovan").name
    assert line["entry"] | {"id": entry.pk, "action": "register.changed", "detail": entry.detail} == line["entry"]
    assert line["entry"]["at"].startswith(f"{entry.at:%Y-%m-%dT%H:%M}")
    assert copied() == []
    monkeypatch.setattr(copying, "MOST", 2)
    for number in range(5):
        record("export.made", title=str(number))
    assert [line["entry"]["object_title"] for line in copied()] == ["0", "1", "2", "3", "4"]
