"""PostgreSQL's client programs, which get the password in their environment and never among their arguments."""

import os
import re
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from signal import SIGPIPE
from subprocess import DEVNULL, PIPE
from typing import BinaryIO

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.client import DatabaseClient

from toolkit.development_database import folders
from toolkit.development_database.databases import is_embedded

from .errors import BackupError
from .processes import running
from .tables import WITHOUT_ROWS

KNOWS_TRANSACTION_TIMEOUT = 17  # clients from this version on set it, and servers before do not know it
# Entries of a dump that belong to the server and not to the site: a plain owner may not make them.
NOT_OURS = re.compile(rb"\d+; \d+ \d+ (EXTENSION|SCHEMA|COMMENT - (EXTENSION|SCHEMA)) ")
LOCK_WAIT = "60s"  # for a migration that holds a table


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


def dump(connection: BaseDatabaseWrapper, snapshot: str, schema: str, target: Path) -> None:
    """Write what `snapshot` sees of the database to `target`, in PostgreSQL's custom format.

    It is not compressed: restic finds what is the same as the day before, and compresses the rest.
    """
    config = connection.settings_dict
    quote = connection.ops.quote_name
    command = [
        *(program(connection, "pg_dump"), "--format=custom", "--compress=0", f"--file={target}"),
        *(f"--snapshot={snapshot}", f"--schema={schema}", "--no-owner", "--no-privileges"),
        *(f"--lock-wait-timeout={LOCK_WAIT}", "--no-password"),
        *(f"--exclude-table-data={quote(schema)}.{quote(name)}" for name in WITHOUT_ROWS),
    ]
    with running(command, environment(config, config["NAME"]), _failed("The database cannot be dumped")):
        pass


def load(connection: BaseDatabaseWrapper, dump: Path, database: str, before: str, after: str) -> None:
    """Put the content of `dump` into `database`, between the statements `before` and `after`: all, or nothing.

    Through psql, because then one transaction holds all of it, and newer programs serve an older server. Raises
    BackupError.
    """
    env = environment(connection.settings_dict, database)
    version = connection.pg_version  # type: ignore[attr-defined] # PostgreSQL only; the stubs know no backend
    restore = [program(connection, "pg_restore"), "--no-owner", "--no-privileges"]
    unreadable = _failed("The dump cannot be read")
    with running([*restore, "--list", dump], env, unreadable, stdout=PIPE) as process:
        entries = process.stdout.readlines()
    with tempfile.NamedTemporaryFile() as wanted:
        wanted.writelines(line for line in entries if not NOT_OURS.match(line))
        wanted.flush()
        script = [*restore, "--file=-", f"--use-list={wanted.name}", dump]
        psql = [program(connection, "psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "--no-password", "-f", "-"]
        failed = _failed(f"The dump cannot be restored into {database}")
        with running(psql, env, failed, stdin=PIPE, stdout=DEVNULL) as target:
            target.stdin.write(f"BEGIN;\n{before}\n".encode())
            # If psql gives up, nobody reads the script to its end; what psql said is then the reason.
            with (
                running(script, env, unreadable, allowed=(0, -SIGPIPE), stdout=PIPE) as source,
                suppress(BrokenPipeError),
            ):
                _copy(source.stdout, target.stdin, version // 10_000 < KNOWS_TRANSACTION_TIMEOUT)
            target.stdin.write(f"{after}\nCOMMIT;\n".encode())  # without it nothing has happened


def _copy(script: BinaryIO, target: BinaryIO, is_older: bool) -> None:
    for line in script:
        if not (is_older and line.startswith(b"SET transaction_timeout")):
            target.write(line)
        if line.startswith(b"COPY "):  # rows from here on, which may look like anything
            break
    shutil.copyfileobj(script, target)


def _failed(what: str):
    def explain(code: int, text: str) -> BackupError:
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        first = [line for line in lines if re.search(r"\b(error|ERROR|FATAL):", line)][:1] or lines[-1:]
        if version := re.search(r"server version: (\d+).*; pg_dump version: (\d+)", text):
            first = [
                f"the server is PostgreSQL {version[1]}, pg_dump {version[2]}: install postgresql-client-{version[1]}"
            ]
        return BackupError(f"{what}: {(first or ['no reason given'])[0].rstrip('.')}.")

    return explain
