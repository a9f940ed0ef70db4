"""PostgreSQL's client programs, which get the password in their environment and never among their arguments."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.client import DatabaseClient

from toolkit.development_database import folders
from toolkit.development_database.databases import is_embedded

from .repository import BackupError

LOCK_WAIT = "60s"  # for a migration that holds a table
# What opens a session, counts tries, or is thrown away within days anyway: the tables are in a backup, without rows.
WITHOUT_ROWS = (
    "accounts_limits",
    "django_session",
    "usersessions_usersession",
    "visitor_limits",
    "wagtailadmin_editingsession",
    "wagtailadmin_formstate",
)
# pg_restore sets it from version 17 on, and servers before do not know it.
NEWER_SETTING = 'unrecognized configuration parameter "transaction_timeout"'


def program(connection: BaseDatabaseWrapper, name: str) -> Path:
    """Return the program `name` of the PATH; for the embedded server that of its package. Raises BackupError."""
    if is_embedded(connection.settings_dict):
        connection.ensure_connection()  # now the server's folder exists
        return folders.binaries(connection.settings_dict["PGDATA"]) / name
    if path := shutil.which(name):
        return Path(path)
    raise BackupError(f"{name} is not installed: apt-get install postgresql-client (Debian).")


def environment(config: dict, database: str) -> dict[str, str]:
    """Return the environment in which PostgreSQL's programs reach `database` on the server of `config`."""
    _arguments, secrets = DatabaseClient.settings_to_cmd_args_env(config, [])
    place = {"PGHOST": config["HOST"], "PGPORT": str(config["PORT"]), "PGUSER": config["USER"]}
    place["PGTARGETSESSIONATTRS"] = config["OPTIONS"].get("target_session_attrs", "")  # where a standby is named, too
    return {
        **os.environ,
        **{name: value for name, value in place.items() if value},
        **(secrets or {}),
        "PGDATABASE": database,
        "PGAPPNAME": "backup",
        "PGCLIENTENCODING": "UTF8",
        "LC_ALL": "C",
    }


def dump(connection: BaseDatabaseWrapper, snapshot: str, target: Path) -> None:
    """Write what `snapshot` sees of the database to `target`, in PostgreSQL's custom format.

    It is not compressed: restic finds what is the same as the day before, and compresses the rest.
    """
    options = [f"--snapshot={snapshot}", f"--lock-wait-timeout={LOCK_WAIT}", f"--file={target}"]
    options += [f"--exclude-table-data=*.{name}" for name in WITHOUT_ROWS]
    command = [program(connection, "pg_dump"), "--format=custom", "--compress=0", *options]
    _run(connection, command, connection.settings_dict["NAME"], "The database cannot be dumped")


def load(connection: BaseDatabaseWrapper, dump: Path, database: str) -> None:
    """Put the content of `dump` into the empty `database`. Raises BackupError; then a part may be there."""
    command = [program(connection, "pg_restore"), f"--dbname={database}", dump]
    _run(connection, command, database, f"The dump cannot be restored into {database}")


def _run(connection: BaseDatabaseWrapper, command: list, database: str, failure: str) -> None:
    env = environment(connection.settings_dict, database)
    options = ["--no-owner", "--no-privileges", "--no-password"]
    done = subprocess.run([*command, *options], env=env, capture_output=True, text=True)  # noqa: S603 (fixed programs)
    lines = [line.strip() for line in done.stderr.splitlines() if re.search(r"\b(error|ERROR|FATAL):", line)]
    if not done.returncode or (lines and all(NEWER_SETTING in line for line in lines)):
        return
    reason = (lines or done.stderr.splitlines()[-1:] or ["no reason given"])[0]
    if version := re.search(r"server version: (\d+).*; pg_dump version: (\d+)", done.stderr):
        reason = f"the server is PostgreSQL {version[1]}, pg_dump {version[2]}: install postgresql-client-{version[1]}"
    raise BackupError(f"{failure}: {reason.rstrip('.')}.")
