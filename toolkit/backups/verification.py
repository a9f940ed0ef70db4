"""Proves a backup: everything in the repository is read, and the dump is restored into a scratch database."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.db import DatabaseError, connection

from . import database_swap, manifest, repository, scratch, tables
from .errors import BackupError

SCRATCH = "_verify_"


def verify(snapshot: repository.Snapshot, say: Callable[[str], None]) -> list[str]:
    """Return what is not as it should be, one line each.

    Raises BackupError where it cannot be told (a wrong password, no right to make a database).
    """
    say("Reading and checking everything in the repository")
    faults = repository.check(say)
    if not scratch.may_create():
        raise BackupError(
            f"{connection.settings_dict['USER'] or 'This account'} may not make a database to restore into: allow it "
            "(ALTER ROLE … CREATEDB), or run this without DATABASE_URL, which uses the embedded PostgreSQL. "
            "All files were checked."
        )
    try:
        return faults + _restore(snapshot, say)
    except BackupError as error:
        return [*faults, str(error)]


def _restore(snapshot: repository.Snapshot, say: Callable[[str], None]) -> list[str]:
    found = manifest.read(snapshot)
    site = connection.settings_dict["NAME"]
    name = scratch.name_beside(site, SCRATCH + datetime.now(UTC).strftime(database_swap.STAMP))
    with NamedTemporaryFile(prefix="backup-") as dump, scratch.server() as cursor:
        repository.copy(snapshot.id, f"/{manifest.DUMP}", dump)
        scratch.create(cursor, name, site)
        try:
            say(f"Restoring into the scratch database {name}")
            database_swap.fill(found, Path(dump.name), name)
            with scratch.cursor(name) as inside:
                inside.execute("BEGIN")
                faults = tables.differences(found.tables, tables.content(inside, found.schema))
        except DatabaseError as error:
            raise BackupError(str(error)) from error
        finally:
            scratch.drop(cursor, name)
    say(f"Tables compared: {len(found.tables)}, {found.rows:,} rows, {len(faults)} differ")
    return faults
