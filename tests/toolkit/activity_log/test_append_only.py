"""The site's own account cannot change the log, and changes that bypass the triggers are detected."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from schools.models import School
from toolkit.activity_log import expiry, verification
from toolkit.activity_log.models import AuditEntry
from toolkit.activity_log.record import record

pytestmark = pytest.mark.django_db
TABLE = "activity_log_auditentry"


def run(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def entries(chained):
    for title in ("one", "two", "three"):
        record("export.made", title=title)
    chained()
    return list(AuditEntry.objects.order_by("-number")[:3])[::-1]


REFUSED = "The activity log is append-only|permission denied to set"  # unprivileged accounts


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE {TABLE} SET actor_name = 'somebody else'",
        f"UPDATE {TABLE} SET digest = 'another'",
        f"UPDATE {TABLE} SET number = number + 1000000",
        f"DELETE FROM {TABLE}",
        f"DELETE FROM {TABLE} WHERE number = 1",
        f"TRUNCATE {TABLE}",
        f"TRUNCATE {TABLE} CASCADE",
        f"SET LOCAL alliance.audit_expiry = 'on'; DELETE FROM {TABLE}",
        f"SET LOCAL alliance.audit_expiry = 'on'; UPDATE {TABLE} SET detail = '{{}}'",
        f"SET LOCAL session_replication_role = 'replica'; DELETE FROM {TABLE}",
    ],
)
def test_the_database_refuses_to_change_it(entries, statement):
    before = list(AuditEntry.objects.order_by("pk").values())
    with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
        run(statement)
    assert list(AuditEntry.objects.order_by("pk").values()) == before


def test_the_models_are_refused_too(entries):
    for act in (entries[0].delete, entries[0].save, AuditEntry.objects.all().delete):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            act()


def test_nobody_dates_an_entry_back_or_chooses_its_place(chained):
    run(
        f"INSERT INTO {TABLE} (at, action, actor_key, actor_name, object_label, object_key, object_title, detail, "
        "channel, request, network, number, digest) "
        "VALUES ('2001-01-01', 'forged', '', '', '', '', '', '{}', 'site', '', '', 1, 'forged')"
    )
    chained()
    entry = AuditEntry.objects.get(action="forged")
    assert entry.at.year > 2001
    assert entry.number == AuditEntry.objects.count()
    assert entry.digest != "forged"


def test_the_chain_is_whole_and_has_no_gaps(entries):
    state = verification.verify()
    assert state.faults == []
    assert state.entries == AuditEntry.objects.count() == entries[-1].number
    assert state.ends == f"{entries[-1].number}:{entries[-1].digest}"
    assert verification.verify(known_end=f"{entries[0].number}:{entries[0].digest}").faults == []


TAMPERED = {
    "another name": f"UPDATE {TABLE} SET actor_name = 'somebody else' WHERE number = %s",
    "another time": f"UPDATE {TABLE} SET at = at - interval '1 hour' WHERE number = %s",
    "another detail": f'UPDATE {TABLE} SET detail = \'{{"format": "none"}}\' WHERE number = %s',
    "one less": f"DELETE FROM {TABLE} WHERE number = %s",
    "one more": f"INSERT INTO {TABLE} (at, action, actor_key, actor_name, object_label, object_key, object_title, "
    "detail, channel, request, network, number, digest) SELECT at, action, actor_key, actor_name, object_label, "
    f"object_key, object_title, detail, channel, request, network, NULL, '' FROM {TABLE} WHERE number = %s",
    "two exchanged": f"UPDATE {TABLE} SET number = -number WHERE number = %s",
}


@pytest.mark.parametrize("how", TAMPERED)
def test_a_superuser_who_switches_the_triggers_off_is_noticed(entries, how):
    run(f"ALTER TABLE {TABLE} DISABLE TRIGGER USER")
    run(TAMPERED[how], entries[1].number)
    assert any("disabled" in fault for fault in verification.verify().faults)
    run(f"ALTER TABLE {TABLE} ENABLE TRIGGER USER")
    for name in ("audit_guard", "audit_truncate", "audit_chain", "audit_expire"):
        run(f"ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER {name}")
    assert verification.verify().faults
    with pytest.raises(CommandError, match=r"failed verification.*docs/runbook\.md"):
        call_command("audit", verify="")


def test_the_newest_taken_off_is_noticed_by_who_noted_where_it_ended(entries):
    ended = verification.verify().ends
    run(f"ALTER TABLE {TABLE} DISABLE TRIGGER audit_guard")
    run(f"ALTER TABLE {TABLE} DISABLE TRIGGER audit_expire")
    run(f"DELETE FROM {TABLE} WHERE number = %s", entries[-1].number)
    run(f"ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER audit_guard")
    run(f"ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER audit_expire")
    assert verification.verify().faults == []
    assert "entries were removed" in verification.verify(known_end=ended).faults[0]


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("ALTER TABLE schools_school DISABLE TRIGGER audit_row", "Changes to schools.School are not logged"),
        ("ALTER TABLE schools_school DISABLE TRIGGER audit_emptied", "Changes to schools.School are not logged"),
        ("DROP TRIGGER audit_emptied ON wagtailcore_modellogentry", "wagtailcore.ModelLogEntry are not logged"),
        ("DROP TRIGGER audit_wagtail ON wagtailcore_pagelogentry", "wagtailcore.PageLogEntry are not logged"),
        (
            "CREATE OR REPLACE FUNCTION audit_row() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
            "The function audit_row differs from this release",
        ),
        ("ALTER FUNCTION audit_row() RESET search_path", "The function audit_row differs from this release"),
    ],
)
def test_who_stops_the_noting_is_noticed(statement, fault, chained):
    chained()
    run(statement)
    assert any(fault in one for one in verification.verify().faults)


def test_a_table_of_the_same_name_in_a_session_of_its_own_hides_nothing(log):
    run(f"CREATE TEMP TABLE {TABLE} (LIKE {TABLE}) ON COMMIT DROP")
    run("UPDATE schools_school SET phone = '' WHERE slug = 'odonovan'")
    run(f"DROP TABLE pg_temp.{TABLE}")
    assert log()[-1].action == "register.changed"


def test_verifying_says_where_the_chain_ends(entries, capsys):
    call_command("audit", verify="")
    assert re.search(rf"{entries[-1].number}:{entries[-1].digest}", capsys.readouterr().out)


def test_what_is_older_than_two_years_goes_and_is_noted(aged, chained, settings):
    record("export.made", title="old")
    aged(settings.AUDIT_DAYS + 1)
    old = AuditEntry.objects.count()
    last = AuditEntry.objects.order_by("-number").first()
    record("export.made", title="new")
    chained()
    assert expiry.delete_old() == old
    chained()
    kept, noted = AuditEntry.objects.order_by("pk")
    assert (kept.object_title, noted.action) == ("new", "audit.expired")
    assert noted.detail["count"] == old
    assert (noted.detail["number"], noted.detail["digest"]) == (last.number, last.digest)
    assert verification.verify().faults == []
    assert expiry.delete_old() == 0
    assert AuditEntry.objects.count() == 2


def test_what_is_younger_stays_whatever_the_setting_says(aged, chained, settings):
    aged(300)
    record("export.made", title="new")
    chained()
    settings.AUDIT_DAYS = 10
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        expiry.delete_old()


def test_none_goes_from_the_middle(aged, chained):
    aged(800)
    last = AuditEntry.objects.order_by("-number").first().number
    with pytest.raises(DatabaseError, match="Only the oldest entries"), transaction.atomic():
        run(f"SET LOCAL alliance.audit_expiry = 'on'; DELETE FROM {TABLE} WHERE number = %s", last - 1)
    with pytest.raises(DatabaseError, match="Only the oldest entries"), transaction.atomic():
        run(f"SET LOCAL alliance.audit_expiry = 'on'; DELETE FROM {TABLE}")


def test_a_log_whose_beginning_is_gone_without_a_word_is_noticed(entries):
    run(f"ALTER TABLE {TABLE} DISABLE TRIGGER USER")
    run(f"DELETE FROM {TABLE} WHERE number < %s", entries[0].number)
    assert any("no entry records" in fault for fault in verification.verify().faults)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_are_chained_one_after_the_other():
    """A long transaction does not block another one's entry, and the numbers have no gap."""
    other = connection.copy()
    try:
        with transaction.atomic():
            record("export.made", title="begun first")
            with other.cursor() as cursor:
                cursor.execute("SET lock_timeout = '5s'")
                cursor.execute(
                    "UPDATE schools_school SET phone = '(213) 555-0101' WHERE id = %s", [School.objects.first().pk]
                )
        titles = AuditEntry.objects.order_by("-number").values_list("object_title", flat=True)[:2]
        assert list(titles) == ["begun first", School.objects.first().name]
    finally:
        other.close()
    assert verification.verify().faults == []
