"""Commands that are on record: those with power over data, accounts or what visitors see. `manage.py` notes them.

What they change is noted by the triggers besides. Only the names of options are kept: a value may be an address.
"""

import logging
from contextlib import contextmanager

from django.db import DatabaseError, OperationalError, connections

from toolkit.activity_log import actors

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
HELP = ("-h", "--help")
READS = {  # the options with which a command changes nothing
    "backup": ("--check", "--dry-run"),
    "migrate": ("--check", "--plan"),
    "publish": ("--dry-run",),  # its `--check` writes anew what differs
    "restore": ("--verify",),
}
DOES = {  # the options with which it does, whatever stands beside them
    "backup": ("--new-key",),
    "migrate": ("--prune",),
    "published": ("--erase",),
    "restore": ("--forget", "--undo"),
}


@contextmanager
def noting(arguments: list[str]):
    """Around a command: everything it does is done by the account that gave it, and that it was given is noted."""
    name = arguments[0] if arguments else ""
    if name == "worker":
        actors.of_process(actors.Who("worker", name="worker"))
    else:
        actors.of_process(actors.of_command(name))
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
    given = _options(arguments)
    if given.intersection(HELP):
        return True
    if any(full.startswith(one) for full in DOES.get(name, ()) for one in given):  # argparse takes beginnings, too
        return False
    if name == "published" or (name == "restore" and not arguments):  # these show and list
        return True
    return bool(given.intersection(READS.get(name, ())))


def _options(arguments: list[str]) -> set[str]:
    """The names of a command's own options, also where the value follows at once: what stands after `--` is none, such
    as psql's behind `dbshell --`."""
    own = arguments[: arguments.index("--")] if "--" in arguments else arguments
    return {one.partition("=")[0] if one.startswith("--") else one[:2] for one in own if one.startswith("-")}


def _note(name: str, arguments: list[str], failed: bool) -> None:
    from .record import record  # the models are there only now

    try:
        record("command.run", title=name, options=sorted(_options(arguments[1:])), failed=failed)
    except DatabaseError as error:  # gone, as in an emergency; or from before there was a log
        logger.warning("%s was not noted in the audit log: %s", name, " ".join(str(error).split()))
    finally:
        connections.close_all()
