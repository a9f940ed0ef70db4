"""`migrate` with time limits on locks and statements, so that it cannot block the site."""

from contextlib import suppress

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import InterfaceError, OperationalError, connections
from psycopg2.errorcodes import LOCK_NOT_AVAILABLE, QUERY_CANCELED


class Command(migrate.Command):
    def handle(self, *args, **options):
        # While a migration waits for a lock, requests that use the table queue behind it.
        connection = connections[options["database"]]
        set_limits(connection, settings.MIGRATE_LOCK_TIMEOUT, settings.MIGRATE_STATEMENT_TIMEOUT)
        try:
            super().handle(*args, **options)
        except OperationalError as error:
            code = getattr(error.__cause__, "pgcode", None)
            if code == LOCK_NOT_AVAILABLE:
                raise CommandError(
                    f"The migration waited more than {settings.MIGRATE_LOCK_TIMEOUT} seconds for a table that the site "
                    "was using, and was rolled back. Run it again when there is less traffic."
                ) from error
            if code == QUERY_CANCELED:
                raise CommandError(
                    f"A statement took more than {settings.MIGRATE_STATEMENT_TIMEOUT} seconds and was rolled back. "
                    "Split the migration into smaller steps (docs/install.md)."
                ) from error
            raise
        finally:
            with suppress(InterfaceError, OperationalError):  # if the connection is closed, its settings are gone
                if connection.connection:
                    set_limits(connection, None, None)


def set_limits(connection, lock: int | None, statement: int | None) -> None:
    """Set both limits in seconds. 0 means no limit, None the server's default."""
    with connection.cursor() as cursor:
        for name, value in (("lock_timeout", lock), ("statement_timeout", statement)):
            cursor.execute(f"RESET {name}" if value is None else f"SET {name} = '{int(value)}s'")
