"""Streams that are hashed on their way, and encrypted with age if there is somebody to encrypt them for."""

import hashlib
import os
import shutil
from pathlib import Path
from typing import BinaryIO

import pyrage
from django.utils.crypto import salted_hmac

from .errors import BackupError

CHUNK = 1024 * 1024  # bytes
SUFFIX = ".age"
PLAIN = "none"  # of BACKUP_RECIPIENT: not encrypted, and that is meant


class WrongKey(BackupError):
    """None of the keys at hand opens it."""


class Changed(BackupError):
    """Not what was once encrypted."""


class Hashed:
    """Passes on what is read from or written to `stream`, with its `size` in bytes and its SHA-256.

    The error of a stream is kept: age would hand on only its words.
    """

    def __init__(self, stream: BinaryIO):
        self.stream = stream
        self.size = 0
        self.error: Exception | None = None
        self._hash = hashlib.sha256()

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def read(self, size: int = -1) -> bytes:
        return self._passed(self._call(self.stream.read, size))

    def write(self, data: bytes) -> int:
        self._call(self.stream.write, data)
        return len(self._passed(bytes(data)))

    def flush(self) -> None:
        self._call(self.stream.flush)

    def _call(self, method, *arguments):
        try:
            return method(*arguments)
        except Exception as error:
            self.error = error
            raise

    def _passed(self, data: bytes) -> bytes:
        self.size += len(data)
        self._hash.update(data)
        return data


class Nowhere:
    """A stream for what is only hashed."""

    def write(self, data: bytes) -> int:
        return len(data)

    def flush(self) -> None:
        pass


def sha256(stream: BinaryIO) -> str:
    hashed = Hashed(stream)
    while hashed.read(CHUNK):
        pass
    return hashed.sha256


def recipients(value: str, required: bool = False) -> list[str]:
    """The public keys in `value`, the setting BACKUP_RECIPIENT, commas between; none for plain backups.

    Where keys are `required`, plain backups are declined by name, with `none`. Raises BackupError.
    """
    if value.strip().lower() == PLAIN:
        return []
    found = [key.strip() for key in value.split(",") if key.strip()]
    if required and not found:
        raise BackupError(
            "BACKUP_RECIPIENT is not set: make a key with `manage.py backup --new-key FILE`, or set "
            "BACKUP_RECIPIENT=none if backups should not be encrypted."
        )
    for key in found:
        try:
            pyrage.x25519.Recipient.from_str(key)
        except pyrage.RecipientError:
            raise BackupError(f"BACKUP_RECIPIENT: {key} is not a public key of age (age1…).") from None
    return sorted(found)


def new_identity(file: Path) -> str:
    """Write a new secret key to `file`, which must not exist; its public key. Raises BackupError."""
    identity = pyrage.x25519.Identity.generate()
    public = str(identity.to_public())
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise BackupError(f"{file} cannot be made: {error.strerror}.") from None
    with os.fdopen(descriptor, "w") as written:
        written.write(f"# public key: {public}\n{identity}\n")
    return public


def identities(file: Path | None) -> list:
    """The secret keys in `file`, as `age-keygen` writes them; none without a file. Raises BackupError."""
    if not file:
        return []
    try:
        lines = [line.strip() for line in file.read_text().splitlines()]
        found = [pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except OSError as error:
        raise BackupError(f"The identity {file} cannot be read: {error.strerror}.") from None
    except (UnicodeDecodeError, pyrage.IdentityError):
        found = []
    if not found:
        raise BackupError(f"{file} holds no secret key of age (AGE-SECRET-KEY-1…).")
    return found


def object_name(digest: str, keys: list[str]) -> str:
    """The name under which content with the SHA-256 `digest` is kept.

    For other keys it is another one: what one key opens is no good to who holds another. Nobody without the site's
    SECRET_KEY can tell from the name whether a file they know is in the store.
    """
    if not keys:
        return digest
    return salted_hmac(" ".join(keys), digest, algorithm="sha256").hexdigest() + SUFFIX


def seal(source: Hashed, target: Hashed, keys: list[str]) -> None:
    """Write what `source` reads to `target`, encrypted for `keys` if there are any."""
    if not keys:
        shutil.copyfileobj(source, target, CHUNK)
        return
    try:
        pyrage.encrypt_io(source, target, [pyrage.x25519.Recipient.from_str(key) for key in keys])
    except pyrage.EncryptError as error:
        raise source.error or target.error or error from None


def unseal(source: Hashed, target: Hashed, keys: list[str], secrets: list) -> None:
    """The way back. Raises WrongKey or Changed."""
    if not keys:
        shutil.copyfileobj(source, target, CHUNK)
        return
    if not secrets:
        raise WrongKey(f"The backup is encrypted for {', '.join(keys)}: give its secret key with --identity FILE.")
    try:
        pyrage.decrypt_io(source, target, secrets)
    except (pyrage.DecryptError, OSError) as error:
        if source.error or target.error:
            raise (source.error or target.error) from None
        if "No matching keys" in str(error):
            raise WrongKey(f"This identity does not open it: it is encrypted for {', '.join(keys)}.") from None
        raise Changed("It was changed or cut off since it was written, and does not open.") from None
