"""`migrate` that never stops the site: it waits for a table, and works on it, for so long and no longer."""

from contextlib import contextmanager

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import InterfaceError, OperationalError, connections

LOCK_NOT_AVAILABLE, QUERY_CANCELED = "55P03", "57014"


class Command(migrate.Command):
    def handle(self, *args, **options):
        # While a migration waits for a lock, every request for the table waits behind it.
        with limits(connections[options["database"]]):
            super().handle(*args, **options)


@contextmanager
def limits(connection):
    """Settings MIGRATE_LOCK_TIMEOUT and MIGRATE_STATEMENT_TIMEOUT hold for the statements inside."""
    set_limits(connection, settings.MIGRATE_LOCK_TIMEOUT, settings.MIGRATE_STATEMENT_TIMEOUT)
    try:
        yield
    except OperationalError as error:
        code = getattr(error.__cause__, "pgcode", None)
        if code == LOCK_NOT_AVAILABLE:
            raise CommandError(
                f"A table was in use for more than {settings.MIGRATE_LOCK_TIMEOUT} seconds, so the migration gave way "
                "to the site and was rolled back. Run it again when the site is quiet."
            ) from error
        if code == QUERY_CANCELED:
            raise CommandError(
                f"A statement took more than {settings.MIGRATE_STATEMENT_TIMEOUT} seconds and was rolled back. "
                "Split the migration into smaller steps (docs/install.md)."
            ) from error
        raise
    finally:
        try:
            if connection.connection:
                set_limits(connection, None, None)
        except (InterfaceError, OperationalError):
            pass  # the connection is gone, and its settings with it


def set_limits(connection, lock: int | None, statement: int | None) -> None:
    """Seconds; 0 is no limit, None what the server says."""
    with connection.cursor() as cursor:
        for name, value in (("lock_timeout", lock), ("statement_timeout", statement)):
            cursor.execute(f"RESET {name}" if value is None else f"SET {name} = '{int(value)}s'")
