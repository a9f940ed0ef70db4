#!/usr/bin/env python3
"""Django's command line for this site."""

import os
import sys

MINIMUM = (3, 11)

if sys.version_info < MINIMUM:  # this file must stay valid in older Pythons
    sys.exit("This site needs Python 3.11 or newer, but this is " + sys.version.split()[0] + ". Use `make run`.")


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alliance_site.settings.dev")
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
        from django.db import OperationalError, ProgrammingError, connection
        from django.db.migrations.exceptions import InconsistentMigrationHistory
    except ModuleNotFoundError as error:
        if error.name != "django":
            raise
        sys.exit("Django is not installed here. Run `make run` to install it, then use .venv/bin/python manage.py.")
    try:
        if sys.argv[1:2] == ["runserver"]:
            # Report a missing database here, not in a thread of the server. This also keeps the embedded one running
            # while the server reloads its code.
            connection.ensure_connection()
            connection.close()
        from toolkit.activity_log.commands import noting

        with noting(sys.argv[1:]):
            execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        if "--traceback" in sys.argv:
            raise
        sys.exit("Wrong settings: " + str(error))
    except (OSError, OperationalError) as error:
        from toolkit.atomic_files import DISK_FULL, is_disk_full

        if "--traceback" not in sys.argv and is_disk_full(error):
            sys.exit(DISK_FULL)
        if isinstance(error, OSError):
            raise
        # The error of a query has a code; without one, the server did not answer.
        if "--traceback" in sys.argv or getattr(error.__cause__, "pgcode", None):
            raise
        from toolkit.development_database.databases import unreachable

        sys.exit(unreachable(error))
    except (InconsistentMigrationHistory, ProgrammingError) as error:
        from toolkit.development_database.databases import is_of_other_tables, other_tables

        if "--traceback" in sys.argv or not is_of_other_tables(error):
            raise
        sys.exit(other_tables(error))


if __name__ == "__main__":
    sys.stdout.reconfigure(line_buffering=True)  # each line at once, also into a log
    main()
