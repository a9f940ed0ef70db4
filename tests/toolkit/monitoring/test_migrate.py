"""A migration has time limits for waiting on a table and for each statement, so it cannot block the site."""

import re
import time

import pytest
from django.core.management import CommandError, call_command
from django.core.management.commands import migrate
from django.db import connection
from django.db.models.signals import pre_migrate

from tests.ground.programs import manage, session

committing = pytest.mark.django_db(transaction=True)


@pytest.fixture
def visitor():
    """Another session, which reads the table."""
    opened = session()
    yield opened.cursor()
    opened.close()


@pytest.fixture
def statement(monkeypatch):
    """Make `migrate` run only this statement."""

    def migrates(sql):
        def handle(*args, **options):
            connection.cursor().execute(sql)

        monkeypatch.setattr(migrate.Command, "handle", handle)

    return migrates


def limits():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('lock_timeout'), current_setting('statement_timeout')")
        return cursor.fetchone()


@committing
def test_a_migration_that_waits_or_takes_too_long_is_taken_back_and_can_be_run_again(visitor, statement, settings):
    settings.MIGRATE_LOCK_TIMEOUT = 1
    statement("ALTER TABLE pages_missingaddress ADD COLUMN new integer")
    visitor.execute("SELECT count(*) FROM pages_missingaddress")  # and the transaction stays open
    started = time.monotonic()
    with pytest.raises(CommandError, match="waited more than 1 seconds"):
        call_command("migrate", verbosity=0)
    assert time.monotonic() - started < 5
    visitor.connection.rollback()
    call_command("migrate", verbosity=0)
    visitor.execute("SELECT new FROM pages_missingaddress")
    settings.MIGRATE_STATEMENT_TIMEOUT = 1
    statement("SELECT pg_sleep(20)")
    started = time.monotonic()
    with pytest.raises(CommandError, match="took more than 1 seconds"):
        call_command("migrate", verbosity=0)
    assert time.monotonic() - started < 5


@pytest.mark.django_db
def test_the_limits_hold_for_the_migrations_alone(settings):
    settings.MIGRATE_LOCK_TIMEOUT, settings.MIGRATE_STATEMENT_TIMEOUT = 3, 70
    before = limits()
    found = []
    pre_migrate.connect(lambda **kwargs: found.append(limits()), weak=False, dispatch_uid="test_limits")
    try:
        call_command("migrate", verbosity=0)
    finally:
        pre_migrate.disconnect(dispatch_uid="test_limits")
    assert set(found) == {("3s", "70s")}
    assert limits() == before


# `make check` rejects a migration that would break the running site or the previous release


REFUSED = {
    "0002_rewrites": "ADDING a column that rewrites the table",
    "0003_reads_all": "ADDING a constraint that reads the locked table",
    "0004_indexes": "CREATE INDEX locks table",  # a warning of the linter, which our settings make an error
}


def test_careless_migrations_are_refused_and_a_careful_one_is_not():
    done = manage("lintmigrations", DJANGO_SETTINGS_MODULE="tests.toolkit.monitoring.careless.settings")
    assert done.returncode == 1, done.stderr
    found = dict(re.findall(r"\(careless, (\w+)\)\.\.\. (.*(?:\n\t.*)*)", done.stdout))
    assert found.pop("0001_initial") == "OK"
    assert found.pop("0005_is_careful") == "OK"
    assert found.keys() == REFUSED.keys()
    for name, reason in REFUSED.items():
        assert found[name].startswith("ERR")
        assert reason in found[name]
