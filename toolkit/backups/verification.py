"""Proves a backup: everything is read and compared, and the dump is restored into a database that is then dropped."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.db import DatabaseError, connection

from toolkit.backups.encryption import Nowhere
from toolkit.backups.reader import Damaged, Reader

from . import database_swap, scratch, tables
from .errors import BackupError
from .progress import Progress
from .store import Missing

SCRATCH = "_verify_"


def verify(reader: Reader, say: Callable[[str], None]) -> list[str]:
    """What is not as it should be, one line each; nothing if the backup is whole.

    Raises BackupError where it cannot be told (a wrong key, no right to make a database, a store that does not answer).
    """
    faults = _files(reader, say)
    try:
        with reader.dump() as dump:
            say(f"Dump: as it was written ({reader.manifest.dump.name})")
            faults += _database(reader, dump, say)
    except (Damaged, Missing) as error:
        faults.append(str(error))
    return faults


def _files(reader: Reader, say: Callable[[str], None]) -> list[str]:
    try:
        entries = reader.entries()
    except (Damaged, Missing) as error:
        return [str(error)]
    faults = []
    progress = Progress(say, "Files read and compared", len(entries))
    for entry in entries:
        try:
            reader.file(entry, Nowhere())
        except Damaged as error:
            faults.append(str(error))
        except Missing:
            faults.append(f"{entry.source} {entry.path}: it is missing in the store.")
        progress.add(entry.size)
    progress.end(f"{len(faults)} damaged or missing")
    return faults


def _database(reader: Reader, dump, say: Callable[[str], None]) -> list[str]:
    manifest = reader.manifest
    if not scratch.may_create():
        raise BackupError(
            f"{connection.settings_dict['USER'] or 'This account'} may not make a database to restore into: allow it "
            "(ALTER ROLE … CREATEDB), or run this without DATABASE_URL, which takes the embedded PostgreSQL for it. "
            "All files were compared."
        )
    site = connection.settings_dict["NAME"]
    name = scratch.name_beside(site, SCRATCH + datetime.now(UTC).strftime(database_swap.STAMP))
    with scratch.server() as cursor:
        scratch.create(cursor, name, site)
        try:
            say(f"Restoring into the scratch database {name}")
            database_swap.fill(manifest, dump, name)
            with scratch.cursor(name) as inside:
                inside.execute("BEGIN")
                found = tables.content(inside, manifest.database["schema"])
            faults = tables.differences(manifest.tables, found)
            say(f"Tables compared: {len(manifest.tables)}, {manifest.rows:,} rows, {len(faults)} differ")
        except (BackupError, DatabaseError) as error:
            faults = [str(error)]
        finally:
            scratch.drop(cursor, name)
    return faults
