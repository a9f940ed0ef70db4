"""What lies in the store.

    2026-11-25T190000Z/database.dump    a backup's own folder
    2026-11-25T190000Z/files.json       which files it has
    2026-11-25T190000Z/manifest.json    written last: without it there is no backup
    files/<digest>                      uploads, each content once for all backups

Uploads hardly ever change and make up most of a backup, so they are kept by their content: a daily backup writes only
what is new, and renaming or restoring a file costs nothing. What the dump holds changes daily, so it is not shared.
"""

import errno
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import BinaryIO

from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files import File
from django.core.files.storage import Storage, storages

from toolkit.backups import encryption
from toolkit.backups.encryption import Hashed

from .errors import BackupError
from .manifest import Manifest, Part

MANIFEST, DUMP, LISTING = "manifest.json", "database.dump", "files.json"
OBJECTS = "files"
NAME = "%Y-%m-%dT%H%M%SZ"  # of a backup: when it was made
LIKE_NAME = re.compile(r"\d{4}-\d\d-\d\dT\d{6}Z")
FAILURES = (OSError, BotoCoreError, Boto3Error, ClientError)


class StoreError(BackupError):
    """The store does not do what is asked of it."""


class Missing(StoreError):
    """Something is not in the store."""


def made_at(name: str) -> datetime:
    return datetime.strptime(name, NAME).replace(tzinfo=UTC)


@contextmanager
def answering(doing: str) -> Iterator[None]:
    """Say in one line what failed of the store, and what it was about."""
    try:
        yield
    except FileNotFoundError:
        raise Missing(f"{doing}: it is missing.") from None
    except FAILURES as error:
        full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
        said = "the disk is full" if full else " ".join(str(getattr(error, "strerror", None) or error).split())
        raise StoreError(f"{doing}: {said.rstrip('.')}.") from error


class Store:
    """Backups in a storage, by default that of the alias `backups`."""

    def __init__(self, storage: Storage | None = None):
        self.storage = storage or storages["backups"]

    def __str__(self):
        location = getattr(self.storage, "location", "")
        bucket = getattr(self.storage, "bucket_name", "")
        return f"s3://{bucket}/{location}".rstrip("/") if bucket else str(location)

    # Reading

    def folders(self) -> list[str]:
        """The names of all backups, oldest first, whole or not."""
        with answering(f"The backups in {self} cannot be listed"):
            try:
                folders, _files = self.storage.listdir("")
            except FileNotFoundError:
                return []
        return sorted(name for name in folders if LIKE_NAME.fullmatch(name))

    def objects(self) -> set[str]:
        with answering(f"The files in {self} cannot be listed"):
            try:
                return {*self.storage.listdir(OBJECTS)[1]}
            except FileNotFoundError:
                return set()

    def manifest(self, name: str) -> Manifest:
        """Raises Missing if the backup was never finished, BackupError if its manifest was changed."""
        with answering(f"The manifest of {name}"), self.storage.open(f"{name}/{MANIFEST}") as file:
            data = file.read()
        try:
            found = Manifest.from_bytes(data)
        except BackupError as error:
            raise BackupError(f"{name}: {error}.") from None
        if found.name != name:
            raise BackupError(f"{name}: its manifest is that of {found.name}.")
        return found

    def whole(self) -> list[Manifest]:
        """All finished backups with an intact manifest, oldest first."""
        return [found for _name, found in self.each() if isinstance(found, Manifest)]

    def each(self) -> Iterator[tuple[str, Manifest | BackupError]]:
        """Every backup, oldest first, with its manifest or why it has none."""
        for name in self.folders():
            try:
                yield name, self.manifest(name)
            except BackupError as error:
                yield name, error

    def changed(self, path: str) -> datetime:
        with answering(f"{path} in {self}"):
            return self.storage.get_modified_time(path)

    @contextmanager
    def opened(self, path: str) -> Iterator[BinaryIO]:
        with answering(f"{path} cannot be read from {self}"), self.storage.open(path) as file:
            yield file

    # Writing

    def put(self, path: str, source: BinaryIO, keys: list[str], check: str = "") -> Part:
        """Keep what `source` reads under `path`, encrypted for `keys`; needs room for it in the temporary folder.

        `check` is the SHA-256 it must have: FileChanged if it has another, and nothing is kept. Errors of `source` are
        raised as they are.
        """
        read = Hashed(source)
        with tempfile.TemporaryFile() as spool:
            written = Hashed(spool)
            try:
                encryption.seal(read, written, keys)
            except FAILURES as error:
                if error is read.error:
                    raise
                with answering("The temporary folder (TMPDIR) cannot be written to"):
                    raise
            if check and read.sha256 != check:
                raise FileChanged(path)
            spool.seek(0)
            self._save(path, spool)
        return Part(path.rpartition("/")[2], read.size, read.sha256, written.size, written.sha256)

    def put_manifest(self, manifest: Manifest) -> None:
        with tempfile.TemporaryFile() as spool:
            spool.write(manifest.to_bytes())
            spool.seek(0)
            self._save(f"{manifest.name}/{MANIFEST}", spool)

    def _save(self, path: str, spool: BinaryIO) -> None:
        with answering(f"{path} cannot be written to {self}"):
            saved = self.storage.save(path, File(spool, name=path))
            if saved != path:
                self.storage.delete(saved)
                raise StoreError(f"{self} renames files that it keeps: its storage must overwrite.")

    def delete(self, name: str) -> None:
        """Delete a backup, its manifest first, so that none is ever half there."""
        with answering(f"{name} cannot be deleted from {self}"):
            self.storage.delete(f"{name}/{MANIFEST}")
            for file in self.storage.listdir(name)[1]:
                self.storage.delete(f"{name}/{file}")
            self.storage.delete(name)  # the folder, where there is such a thing

    def delete_object(self, name: str) -> None:
        with answering(f"{OBJECTS}/{name} cannot be deleted from {self}"):
            self.storage.delete(f"{OBJECTS}/{name}")

    def tidy(self, before: datetime) -> None:
        """Object stores show nothing half written; a folder does."""
        if hasattr(self.storage, "tidy"):
            with answering(f"{OBJECTS} in {self} cannot be cleared up"):
                self.storage.tidy(OBJECTS, before)

    def discard(self, name: str, objects: list[str]) -> None:
        """Give back the room of a backup that failed, as far as the store lets us."""
        with suppress(BackupError):
            self.delete(name)
        for added in objects:
            with suppress(BackupError):
                self.delete_object(added)


class FileChanged(Exception):
    """A file of the site changed while it was read."""
