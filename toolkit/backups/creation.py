"""Makes a backup: database and files as they were at one moment."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import DatabaseError, connection
from django.db.backends.base.base import BaseDatabaseWrapper

from . import manifest, postgres, repository
from .files import collect
from .repository import BackupError, size

LOCK = 28_2006  # an arbitrary number, not the publisher's: one backup of a database at a time
ATTEMPTS = 3  # while files are deleted at the same time
Say = Callable[[str], None]


def make(say: Say) -> repository.Snapshot:
    """Back up the site. Raises BackupError; earlier backups stay as they were."""
    with only_backup() as own:
        repository.prepare()
        for _attempt in range(ATTEMPTS):
            with TemporaryDirectory(prefix="backup-") as staging:
                made, missing = _store(own, Path(staging), say)
            if not missing:
                return made
            with suppress(BackupError):  # some repositories let nobody delete
                repository.remove(made.id)
            say(f"{min(missing)} was not read. Starting again.")
    raise BackupError(
        f"{min(missing)} cannot be backed up: it must be a file that this account may read, not a symbolic link, and "
        "not be deleted during the backup."
    )


@contextmanager
def only_backup() -> Iterator[BaseDatabaseWrapper]:
    """Open a separate connection, unless another backup of this site is being made."""
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


def _store(own: BaseDatabaseWrapper, staging: Path, say: Say) -> tuple[repository.Snapshot, set[str]]:
    """Store one backup. Return it, and the files that it lacks.

    Files are listed before and after the dump, and read after it: whatever the dump names is among them.
    """
    folders: dict[str, Path] = {}
    names = collect(staging, folders)
    described = _dump(own, staging / manifest.DUMP, say)
    names |= collect(staging, folders)
    places = {source: str(Path("/") / folder) for source, folder in folders.items()}
    (staging / manifest.NAME).write_text(described.to_json(places))
    say(f"Files: {len(names):,}")
    made = repository.save(staging, [manifest.DUMP, manifest.NAME, *folders.values()])
    return made, names - repository.paths(made.id)


def _dump(own: BaseDatabaseWrapper, target: Path, say: Say) -> manifest.Manifest:
    """Dump the database and describe it, both as one snapshot shows it."""
    with own.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        described = manifest.describe(own)
        say(f"Database {described.database} (PostgreSQL {described.postgresql})")
        postgres.dump(own, snapshot, target)
        say(f"  {len(described.rows)} tables, {sum(described.rows.values()):,} rows: {size(target.stat().st_size)}")
        cursor.execute("ROLLBACK")
    return described
