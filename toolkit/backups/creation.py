"""Makes a backup: database and files as they were at one moment."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.backends.base.base import BaseDatabaseWrapper

from . import postgres, repository, tables
from .errors import BackupError
from .files import LocalFiles
from .manifest import DUMP, NAME, Manifest
from .progress import size

LOCK = 28_2006  # an arbitrary number, not the publisher's: one backup of a database at a time
ATTEMPTS = 3  # while files are deleted at the same time
Say = Callable[[str], None]


def make(say: Say, tag: str = repository.BACKUP) -> repository.Snapshot:
    """Back up the site. Raises BackupError; earlier backups stay as they were."""
    with _alone() as own:
        repository.prepare()
        for _attempt in range(ATTEMPTS):
            with TemporaryDirectory(prefix="backup-") as staging:
                identity, missing = _attempt_one(own, Path(staging), tag, say)
            if not missing:
                return repository.find(identity)
            with suppress(BackupError):  # some repositories let nobody delete
                repository.remove(identity)
            say(f"{min(missing)} was not read. Starting again.")
    raise BackupError(
        f"{min(missing)} cannot be backed up: it must be a file that this account may read, not a symbolic link, and "
        "not be deleted during the backup."
    )


def _attempt_one(own: BaseDatabaseWrapper, staging: Path, tag: str, say: Say) -> tuple[str, set[str]]:
    """The ID of a snapshot, and the files that it lacks.

    Files are listed before the database is dumped and read afterwards: whatever the dump names is among them.
    """
    files = LocalFiles(staging)
    files.collect()
    manifest = _dump(own, staging / DUMP, say)
    files.collect()
    folders = {source: str(Path("/") / folder) for source, folder in files.folders.items()}
    (staging / NAME).write_text(Manifest(**manifest, folders=folders).to_json())
    say(f"Files: {len(files.names):,}")
    identity = repository.save(staging, [DUMP, NAME, *files.folders.values()], tag, say)
    return identity, files.names - repository.paths(identity)


@contextmanager
def _alone() -> Iterator[BaseDatabaseWrapper]:
    """A separate connection, on which no other backup of this site is being made."""
    own = connection.copy()
    try:
        with own.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
            if not cursor.fetchone()[0]:
                raise BackupError("Another backup of this site is being made. Try again when it has finished.")
        yield own
    except DatabaseError as error:
        raise BackupError(f"The database: {' '.join(str(error).split())}.") from error
    finally:
        own.close()


def _dump(own: BaseDatabaseWrapper, target: Path, say: Say) -> dict:
    """Dump the database and count its rows, both of one snapshot. Return what the manifest says of it."""
    with own.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot(), current_setting('server_version')")
        snapshot, version = cursor.fetchone()
        schema = tables.schema(cursor)
        say(f"Database {own.settings_dict['NAME']} (PostgreSQL {version})")
        content = tables.content_of_backup(cursor, schema)
        postgres.dump(own, snapshot, schema, target)
        rows = sum(rows for rows, _digest in content.values())
        say(f"  {len(content)} tables, {rows:,} rows: {size(target.stat().st_size)}")
        values = {
            "release": settings.RELEASE,
            "postgresql": version,
            "database": own.settings_dict["NAME"],
            "schema": schema,
            "extensions": tables.extensions(cursor),
            "migrations": tables.applied(cursor),
            "tables": content,
        }
        cursor.execute("ROLLBACK")
    return values
