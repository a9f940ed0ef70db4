"""Puts the uploads of a backup in place of the site's own."""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, TypeGuard

from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, storages

from . import repository
from .errors import BackupError
from .files import ARCHIVE, KEPT, MEDIA, STAGED, archive, paths
from .manifest import Manifest
from .progress import Progress

Say = Callable[[str], None]
CHUNK = 1024 * 1024  # bytes


def of_the_site(stamp: str) -> "FolderSwap | BucketSwap":
    storage = storages["default"]
    return FolderSwap(Path(storage.location), stamp) if is_folder(storage) else BucketSwap(storage)


def is_folder(storage: Storage) -> TypeGuard[FileSystemStorage]:
    return isinstance(storage, FileSystemStorage)


class FolderSwap:
    """Uploads in a folder, which may be a mounted disk: files are renamed in it, none is deleted.

    `.restoring-<stamp>` gets the backup's files while the site shows the present ones. Those are kept in
    `.before-<stamp>`.
    """

    def __init__(self, root: Path, stamp: str):
        self.root, self.staged, self.kept = root, root / f"{STAGED}{stamp}", root / f"{KEPT}{stamp}"

    def stage(self, snapshot: str, manifest: Manifest, say: Say) -> None:
        self.staged.mkdir(parents=True)
        for path, content in _uploads(snapshot, manifest, say):
            _put(FileSystemStorage(location=self.staged), path, content)
        os.sync()  # a power cut after the swap finds them whole

    def swap(self) -> None:
        exchange(self.root, self.staged, self.kept)

    def undo(self) -> None:
        if self.kept.exists():
            exchange(self.root, self.kept, self.staged)
        delete_folder(self.staged)

    def finish(self, is_saved: bool) -> None:
        """Call this when the database is in place; `is_saved` says that a backup has the old files."""
        if is_saved:
            delete_folder(self.kept)


def exchange(root: Path, new: Path, old: Path) -> None:
    """Move everything in `root` to `old`, and everything in `new` to `root`: all of it, or nothing. Raises OSError."""
    moves = []
    old.mkdir()
    try:
        for folder, target in ((root, old), (new, root)):
            for path in sorted(folder.iterdir()):
                if not path.name.startswith((STAGED, KEPT)):
                    moves.append((path.rename(target / path.name), path))
        new.rmdir()
    except OSError:
        for present, former in reversed(moves):
            present.rename(former)
        old.rmdir()
        raise


class BucketSwap:
    """Uploads in a bucket, which cannot rename.

    Files that differ are replaced before the database changes, extra files are deleted after it. The uploads of an
    older database keep their names, so hardly any is replaced; the backup made before has them all.
    """

    def __init__(self, storage: Storage):
        self.storage = storage
        self._extra: set[str] = set()

    def stage(self, snapshot: str, manifest: Manifest, say: Say) -> None:
        self._extra = {*paths(self.storage)}
        for path, content in _uploads(snapshot, manifest, say):
            if path not in self._extra:
                _put(self.storage, path, content)
            elif not self._has(path, content):
                self.storage.delete(path)  # many storages would choose another name
                content.seek(0)
                _put(self.storage, path, content)
            self._extra.discard(path)

    def _has(self, path: str, content: IO[bytes]) -> bool:
        with self.storage.open(path) as file:
            return _digest(file) == _digest(content)

    def swap(self) -> None:
        pass

    def undo(self) -> None:
        pass

    def finish(self, is_saved: bool) -> None:
        for path in self._extra:
            self.storage.delete(path)


def add_archive(snapshot: str, manifest: Manifest) -> None:
    """Add the missing files of the published copy's archive. None is deleted: the database of before names them.
    The publisher's nightly check deletes those that no database names in the end."""
    storage, folder = archive()
    present = {*paths(storage, folder)}
    for path, content in repository.files(snapshot, manifest.folders.get(ARCHIVE)):
        if f"{folder}{path}" not in present:
            _put(storage, f"{folder}{path}", content)


def _digest(file: IO[bytes] | File) -> bytes:
    digest = hashlib.sha256()
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    return digest.digest()


def delete_folder(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def _uploads(snapshot: str, manifest: Manifest, say: Say) -> Iterator[tuple[str, IO[bytes]]]:
    """Path and content of each upload in the backup."""
    progress = Progress(say, "Uploads")
    for path, content in repository.files(snapshot, manifest.folders.get(MEDIA)):
        yield path, content
        progress.add(content.seek(0, os.SEEK_END))
    say(str(progress))


def _put(storage: Storage, path: str, content: IO[bytes]) -> None:
    saved = storage.save(path, File(content, name=path))
    if saved != path:
        storage.delete(saved)
        raise BackupError(f"{path} cannot be put back under its name.")
