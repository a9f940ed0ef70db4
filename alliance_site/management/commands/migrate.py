"""`migrate` with time limits on locks and statements, so that it cannot block the site."""

from contextlib import contextmanager

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import InterfaceError, OperationalError, connections

LOCK_NOT_AVAILABLE, QUERY_CANCELED = "55P03", "57014"


class Command(migrate.Command):
    def handle(self, *args, **options):
        # While a migration waits for a lock, requests that use the table queue behind it.
        with limits(connections[options["database"]]):
            super().handle(*args, **options)


@contextmanager
def limits(connection):
    """Apply the settings MIGRATE_LOCK_TIMEOUT and MIGRATE_STATEMENT_TIMEOUT to the statements inside."""
    set_limits(connection, settings.MIGRATE_LOCK_TIMEOUT, settings.MIGRATE_STATEMENT_TIMEOUT)
    try:
        yield
    except OperationalError as error:
        code = getattr(error.__cause__, "pgcode", None)
        if code == LOCK_NOT_AVAILABLE:
            raise CommandError(
                f"The migration waited more than {settings.MIGRATE_LOCK_TIMEOUT} seconds for a table that the site was "
                "using, and was rolled back. Run it again when there is less traffic."
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
            pass  # the connection is closed, so its settings are gone


def set_limits(connection, lock: int | None, statement: int | None) -> None:
    """Set both limits in seconds. 0 means no limit, None the server's default."""
    with connection.cursor() as cursor:
        for name, value in (("lock_timeout", lock), ("statement_timeout", statement)):
            cursor.execute(f"RESET {name}" if value is None else f"SET {name} = '{int(value)}s'")
