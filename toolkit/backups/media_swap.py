"""Puts the uploads of a backup in place of the site's own."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryFile
from typing import Protocol

from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, storages

from toolkit.backups import encryption
from toolkit.backups.reader import Reader

from .errors import BackupError
from .manifest import Entry
from .progress import Progress
from .sources import ARCHIVE, KEPT, MEDIA, STAGED, archive, paths


class MediaSwap(Protocol):
    def stage(self, reader: Reader, entries: list[Entry], say: Callable[[str], None]) -> None:
        """Fetch the files of the backup, checked, without changing what the site shows."""

    def swap(self) -> None: ...

    def undo(self) -> None:
        """What `stage` and `swap` did is as it was before, as far as it can be."""

    def finish(self, saved: bool) -> None:
        """After the database is in place; `saved` says that the old files are of no more use: a backup has them."""


def of_the_site(stamp: str) -> MediaSwap:
    storage = storages["default"]
    return InFolder(Path(storage.location), stamp) if isinstance(storage, FileSystemStorage) else InStore(storage)


def put(reader: Reader, entry: Entry, storage: Storage) -> None:
    with TemporaryFile() as file:
        reader.file(entry, file)
        file.seek(0)
        saved = storage.save(entry.path, File(file, name=entry.path))
    if saved != entry.path:
        storage.delete(saved)
        raise BackupError(f"{entry.path} cannot be put back under its name.")


class InFolder:
    """Renames inside the folder of uploads, which may itself be a mounted disk: nothing is copied, nothing deleted.

    `.restoring-<stamp>` gets the backup's files. The swap moves what is there into `.before-<stamp>` and the backup's
    up, one folder (images, documents…) after the other.
    """

    def __init__(self, root: Path, stamp: str):
        self.root, self.staged, self.kept = root, root / f"{STAGED}{stamp}", root / f"{KEPT}{stamp}"
        self._moves: list[tuple[Path, Path]] = []

    def stage(self, reader, entries, say):
        storage = FileSystemStorage(location=self.staged)
        self.staged.mkdir(parents=True)
        wanted = [entry for entry in entries if entry.source == MEDIA]
        progress = Progress(say, "Uploads", len(wanted))
        for entry in wanted:
            put(reader, entry, storage)
            progress.add(entry.size)
        progress.end()
        os.sync()  # a power cut after the swap finds them whole

    def swap(self):
        self.kept.mkdir()
        try:
            for old in sorted(self.root.iterdir()):
                if not old.name.startswith((STAGED, KEPT)):
                    self._move(old, self.kept / old.name)
            for new in sorted(self.staged.iterdir()):
                self._move(new, self.root / new.name)
            self.staged.rmdir()
        except OSError:
            self.back()
            raise

    def _move(self, source: Path, target: Path) -> None:
        source.rename(target)
        self._moves.append((source, target))

    def back(self) -> None:
        """The swap backwards."""
        self.staged.mkdir(exist_ok=True)
        while self._moves:
            source, target = self._moves.pop()
            target.rename(source)
        if self.kept.exists():
            self.kept.rmdir()

    def undo(self):
        self.back()
        delete_folder(self.staged)

    def finish(self, saved):
        if saved:
            delete_folder(self.kept)


class InStore:
    """Uploads in an object store, which knows no renaming.

    Files that differ are written over before the database changes, files that are too many are deleted after it. The
    uploads of an older database keep their names, so hardly any is written over; the backup made before has them all.
    """

    def __init__(self, storage: Storage):
        self.storage = storage
        self._wanted: set[str] = set()

    def stage(self, reader, entries, say):
        wanted = [entry for entry in entries if entry.source == MEDIA]
        self._wanted = {entry.path for entry in wanted}
        there = {*paths(self.storage)}
        progress = Progress(say, "Uploads", len(wanted))
        for entry in wanted:
            if entry.path not in there or not self._same(entry):
                if entry.path in there:
                    self.storage.delete(entry.path)  # else many storages would choose another name
                put(reader, entry, self.storage)
            progress.add(entry.size)
        progress.end()

    def _same(self, entry: Entry) -> bool:
        if self.storage.size(entry.path) != entry.size:
            return False
        with self.storage.open(entry.path) as file:
            return encryption.sha256(file) == entry.sha256

    def swap(self):
        pass

    def undo(self):
        pass

    def finish(self, saved):
        for path in [path for path in paths(self.storage) if path not in self._wanted]:
            self.storage.delete(path)


def delete_folder(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def add_archive(reader: Reader, entries: list[Entry], say: Callable[[str], None]) -> None:
    """Put the days of the published copy's archive that are missing beside those that are there. None is deleted: the
    database of before names them. What no database names in the end, the publisher's nightly check deletes."""
    storage, folder = archive()
    there = {*paths(storage, folder)}
    missing = [entry for entry in entries if entry.source == ARCHIVE and entry.path not in there]
    for entry in missing:
        put(reader, entry, storage)
    if missing:
        say(f"Archive of the published copy: {len(missing)} files added")
