"""Commands that are on record: those with power over data, accounts or what visitors see. `manage.py` notes them.

What they change is noted by the triggers besides. Only the names of options are kept: a value may be an address.
"""

import logging
from contextlib import contextmanager

from django.db import DatabaseError, OperationalError, connections

from . import who

logger = logging.getLogger(__name__)

NOTED = frozenset(
    (
        "backup",
        "changepassword",
        "createsuperuser",
        "dbshell",
        "delete_old_reports",
        "emergency",
        "end_sessions",
        "flush",
        "invite",
        "load_synthetic_schools",
        "loaddata",
        "migrate",
        "publish",
        "published",
        "purge_revisions",
        "reencrypt_second_factors",
        "reset_second_factor",
        "restore",
        "shell",
        "sync_roles",
    )
)
READING = frozenset(("--check", "--dry-run", "--help", "--plan", "--verify", "-h"))  # these change nothing
ONLY_WITH = {"published": "--erase", "restore": ""}  # without it, or without anything, the command only lists


@contextmanager
def noting(arguments: list[str]):
    """Around a command: everything it does is done by the account that gave it, and that it was given is noted."""
    name = arguments[0] if arguments else ""
    if name == "worker":
        who.of_process(who.Who("worker", name="worker"))
    else:
        who.of_process(who.of_command(name))
    failed = True
    try:
        yield
        failed = False
    except SystemExit as end:
        failed = bool(end.code)
        raise
    except OperationalError:
        name = ""  # no database, no log
        raise
    finally:
        if name in NOTED and not _only_reads(name, arguments[1:]):
            _note(name, arguments, failed)


def _only_reads(name: str, arguments: list[str]) -> bool:
    if READING.intersection(one.partition("=")[0] for one in arguments):
        return True
    return name in ONLY_WITH and (not arguments or ONLY_WITH[name] not in (*arguments, ""))


def _note(name: str, arguments: list[str], failed: bool) -> None:
    from .record import record  # the models are there only now

    options = sorted(one.partition("=")[0] for one in arguments[1:] if one.startswith("-"))
    try:
        record("command.run", title=name, options=options, failed=failed)
    except DatabaseError as error:  # gone, as in an emergency; or from before there was a log
        logger.warning("%s was not noted in the audit log: %s", name, " ".join(str(error).split()))
    finally:
        connections.close_all()
