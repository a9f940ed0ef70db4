"""Swaps data that wait beside the site's own into their place: a database by name, and the folder of uploads."""

import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from django.db import DatabaseError, connection

from . import databases, files
from .repository import BackupError

ATTEMPTS, PAUSE = 20, 0.25  # seconds; while others connect again and again
RENAME = "BEGIN; ALTER DATABASE {site} RENAME TO {old}; ALTER DATABASE {new} RENAME TO {site}; COMMIT"


@dataclass(frozen=True)
class Beside:
    """Data beside the site's own: a database, a folder of uploads, or both."""

    stamp: str
    database: str | None
    folder: Path | None

    def __str__(self):
        parts = [f"database {self.database}"] if self.database else []
        parts += [f"uploads {self.folder}"] if self.folder else []
        return " and ".join(parts)


def replaced() -> list[Beside]:
    """Return the data that restores have replaced and nobody has deleted, oldest first."""
    return _beside(databases.KEPT, files.KEPT)


def unfinished() -> list[Beside]:
    """Return the data of restores and verifications that were killed, or run now."""
    return _beside(databases.FRESH, files.STAGED)


def _beside(infix: str, prefix: str) -> list[Beside]:
    found = databases.beside(infix)
    media = files.folder_of(files.MEDIA)
    folders = {folder.name.removeprefix(prefix): folder for folder in media.glob(f"{prefix}*")} if media else {}
    return [Beside(stamp, found.get(stamp), folders.get(stamp)) for stamp in sorted({*found, *folders})]


def delete(data: Beside) -> None:
    if data.database:
        databases.drop(data.database)
    if data.folder:
        shutil.rmtree(data.folder, ignore_errors=True)


def swap(new: Beside, stamp: str) -> Beside:
    """Put `new` in place of the site's data: all of it, or nothing. Return where the old data are."""
    folder = new.folder.with_name(f"{files.KEPT}{stamp}") if new.folder else None
    database = databases.name_beside(databases.KEPT + stamp) if new.database else None
    if new.folder and folder:
        _swap_folder(new.folder, folder)
    try:
        if new.database and database:
            _swap_database(new.database, database)
    except BaseException:
        if new.folder and folder:
            _swap_folder(folder, new.folder)
        raise
    return Beside(stamp, database, folder)


def _swap_folder(new: Path, old: Path) -> None:
    """Move everything in the folder of the uploads to `old`, and everything in `new` to it. Raises OSError."""
    root, moves = new.parent, []
    old.mkdir()
    try:
        for folder, target in ((root, old), (new, root)):
            for path in sorted(folder.iterdir()):
                if not path.name.startswith((files.STAGED, files.KEPT)):
                    moves.append((path.rename(target / path.name), path))
        new.rmdir()
    except OSError:
        for present, former in reversed(moves):
            present.rename(former)
        old.rmdir()
        raise


def _swap_database(new: str, old: str) -> None:
    """Rename the site's database to `old`, and `new` to it, in one transaction."""
    quote = connection.ops.quote_name
    rename = RENAME.format(site=quote(databases.site()), old=quote(old), new=quote(new))
    connection.close()
    with databases.server() as cursor:
        for attempt in range(ATTEMPTS):
            try:
                cursor.execute(databases.END_SESSIONS, [[databases.site(), new]])
                cursor.execute(rename)
            except DatabaseError as error:
                cursor.execute("ROLLBACK")
                if attempt == ATTEMPTS - 1:
                    said = " ".join(str(error).split())
                    raise BackupError(
                        f"The databases cannot change names ({said}). Stop the application and the worker, and end "
                        f"what else uses {databases.site()}."
                    ) from error
                time.sleep(PAUSE)
            else:
                connection.close()  # its session was ended if anything had opened it again
                return
