"""A migration has time limits for waiting on a table and for each statement, so it cannot block the site."""

import time

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.core.management.commands import migrate
from django.db import connection
from django.db.models.signals import pre_migrate

committing = pytest.mark.django_db(transaction=True)


@pytest.fixture
def visitor():
    """Another session, which reads the table."""
    session = psycopg2.connect(**connection.get_connection_params() | {"cursor_factory": None})
    yield session.cursor()
    session.close()


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
