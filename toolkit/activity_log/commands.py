"""Log management commands with power over data, accounts, or public content. `manage.py` calls it.

Triggers log what they change. Only option names are stored, because a value may be an email address.
"""

import logging
from contextlib import contextmanager

from django.apps import apps
from django.db import DatabaseError, OperationalError, connections
from psycopg2.errorcodes import UNDEFINED_TABLE

from toolkit.activity_log import actors, site

logger = logging.getLogger(__name__)

LOGGED = frozenset(
    (
        "backup",
        "changepassword",
        "createsuperuser",
        "dbshell",
        "end_sessions",
        "flush",
        "loaddata",
        "migrate",
        "publish",
        "published",
        "purge_revisions",
        "reencrypt_second_factors",
        "reset_second_factor",
        "restore",
        "shell",
    )
)


@contextmanager
def noting(arguments: list[str]):
    """Attribute everything inside to the account that ran the command, and log the command."""
    name = arguments[0] if arguments else ""
    if name == "worker":
        actors.set_process_actor(actors.Actor("worker", name="worker"))
    else:
        actors.set_process_actor(actors.command_actor(name))
    failed = True
    try:
        yield
        failed = False
    except SystemExit as end:
        failed = bool(end.code)
        raise
    except OperationalError:
        name = ""  # the log is in the database
        raise
    finally:
        # Before the models are loaded, nothing can be logged.
        if apps.ready and name in LOGGED | site().COMMANDS:
            _log(name, arguments, failed)


def _options(arguments: list[str]) -> set[str]:
    """Return the names of a command's own options, without values and without arguments after `--`, such as psql's."""
    before_separator = arguments[: arguments.index("--")] if "--" in arguments else arguments
    return {
        argument.partition("=")[0] if argument.startswith("--") else argument[:2]
        for argument in before_separator
        if argument.startswith("-")
    }


def _log(name: str, arguments: list[str], failed: bool) -> None:
    from .events import record

    try:
        record("command.run", title=name, options=sorted(_options(arguments[1:])), failed=failed)
    except DatabaseError as error:  # unreachable, as in an emergency, or older than the log
        has_log = getattr(error.__cause__, "pgcode", None) != UNDEFINED_TABLE
        if has_log or not failed:  # without a log, the command itself says what is wrong with the database
            logger.warning("Failed to add %s to the activity log: %s", name, " ".join(str(error).split()))
    finally:
        connections.close_all()
