"""Swaps data that wait beside the site's own into their place: a database by name, and the folder of uploads."""

import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.db import DatabaseError, connection
from django.db.backends.utils import CursorWrapper

from . import databases, files
from .repository import BackupError

ATTEMPTS, PAUSE = 20, 0.25  # seconds; while others connect again and again
RENAME = "BEGIN; ALTER DATABASE {site} RENAME TO {old}; ALTER DATABASE {new} RENAME TO {site}"


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


def half_done() -> Path | None:
    """Return where the site's own uploads are if a swap was killed in the middle: there, and no database with them."""
    newest = next(reversed(replaced()), None)
    return newest.folder if newest and not newest.database else None


def refuse_if_half_done() -> None:
    if folder := half_done():
        raise BackupError(
            f"A swap was killed in the middle, and uploads of the site are in {folder}: run `restore --undo` first. "
            "Nothing was changed."
        )


def delete(data: Beside) -> None:
    """Delete the data. If that ends in the middle, nobody takes the rest for data that can be swapped back."""
    folder = data.folder.rename(_staged(data.folder)) if data.folder else None
    if data.database:
        databases.drop(data.database)
    if folder:
        shutil.rmtree(folder, ignore_errors=True)


def swap(new: Beside, stamp: str) -> Beside:
    """Put `new` in place of the site's data: all of it, or nothing. Return where the old data are."""
    folder = new.folder.with_name(f"{files.KEPT}{stamp}") if new.folder else None
    database = databases.name_beside(databases.KEPT + stamp) if new.database else None
    with databases.server() as cursor, ExitStack() as stack:
        if new.database and database:
            _rename(cursor, new.database, database)  # others wait for the COMMIT
        if new.folder and folder:
            stack.enter_context(_folders_swapped(new.folder, folder))
        cursor.execute("COMMIT")
    connection.close()  # its session was ended if anything had opened it again
    return Beside(stamp, database, folder)


@contextmanager
def _folders_swapped(new: Path, old: Path) -> Iterator[None]:
    """Move everything in the folder of the uploads to `old`, and everything in `new` to it. Back if the block fails."""
    root, staged = new.parent, _staged(old)
    moves = [(new, staged)]
    old.mkdir()
    try:
        new.rename(staged)
        for folder, target in ((root, old), (staged, root)):
            for path in sorted(folder.iterdir()):
                if not path.name.startswith((files.STAGED, files.KEPT)):
                    moves.append((path, target / path.name))
                    path.rename(target / path.name)
        yield
    except BaseException:
        for former, present in reversed(moves):
            if present.exists():  # not if it was stopped just before
                present.rename(former)
        old.rmdir()
        raise
    with suppress(OSError):
        staged.rmdir()


def _staged(kept: Path) -> Path:
    return kept.with_name(kept.name.replace(files.KEPT, files.STAGED, 1))


def put_back(old: Path) -> None:
    """Put the uploads back that a killed swap had moved to `old`, and those that took their place where they were."""
    undone = next((data for data in replaced() if data.database and not data.folder), None)
    root, staged = old.parent, _staged(old)
    staged.mkdir(exist_ok=True)
    for path in sorted(old.iterdir()):
        present = root / path.name
        if present.exists():
            present.rename(staged / path.name)
        path.rename(present)
    if undone:
        staged.rename(root / f"{files.KEPT}{undone.stamp}")
    old.rmdir()


def _rename(cursor: CursorWrapper, new: str, old: str) -> None:
    """Begin a transaction, and rename the site's database to `old`, and `new` to it."""
    quote = connection.ops.quote_name
    rename = RENAME.format(site=quote(databases.site()), old=quote(old), new=quote(new))
    connection.close()
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
            return
