"""Gives back what a backup holds, decrypted and checked against its manifest."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryFile
from typing import BinaryIO

from toolkit.backups import encryption
from toolkit.backups.encryption import Hashed

from .errors import BackupError
from .manifest import Entry, Manifest, Part, entries_from_bytes
from .store import OBJECTS, Store


class Damaged(BackupError):
    """Something in the store is not what was put there."""


class Reader:
    """One backup in `store`; `secrets` are the keys that open it (`encryption.identities`)."""

    def __init__(self, store: Store, manifest: Manifest, secrets: list):
        self.store, self.manifest, self.secrets = store, manifest, secrets

    @contextmanager
    def dump(self) -> Iterator[Path]:
        """The database's dump as a file that only this account can read."""
        with NamedTemporaryFile(prefix="backup-") as file:
            self._part(self.manifest.dump, file)
            file.flush()
            yield Path(file.name)

    def entries(self) -> list[Entry]:
        with TemporaryFile() as file:
            self._part(self.manifest.listing, file)
            file.seek(0)
            return entries_from_bytes(file.read())

    def file(self, entry: Entry, target: BinaryIO) -> None:
        """Write the content of one of the site's files to `target`. Raises Damaged or StoreError."""
        self._copy(f"{OBJECTS}/{entry.object}", f"{entry.source} {entry.path}", entry.size, entry.sha256, target)

    def _part(self, part: Part, target: BinaryIO) -> None:
        self._copy(f"{self.manifest.name}/{part.name}", part.name, part.size, part.sha256, target, part.stored_sha256)

    def _copy(self, path: str, what: str, size: int, sha256: str, target: BinaryIO, stored: str = "") -> None:
        with self.store.opened(path) as source:
            read, written = Hashed(source), Hashed(target)
            try:
                encryption.unseal(read, written, self.manifest.recipients, self.secrets)
            except encryption.WrongKey:
                # A damaged file looks like that too. Which it is tells its digest; the key has opened the listing
                # before it comes to a file that has none.
                if stored and self._rest(read) == stored:
                    raise
                raise Damaged(f"{what}: it was changed since it was written.") from None
            except encryption.Changed as error:
                raise Damaged(f"{what}: {error}") from None
            except OSError as error:
                if written.error:
                    raise BackupError(f"{what} cannot be written: {error.strerror or error}.") from error
                raise
        if (written.size, written.sha256) != (size, sha256) or (stored and read.sha256 != stored):
            raise Damaged(f"{what}: its content is not what was backed up (SHA-256 differs).")

    def _rest(self, read: Hashed) -> str:
        while read.read(encryption.CHUNK):
            pass
        return read.sha256
