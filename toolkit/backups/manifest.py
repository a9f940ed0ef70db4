"""What a backup says of itself."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import datetime

from .errors import BackupError

FORMAT = 1


@dataclass(frozen=True)
class Part:
    """One file of the backup's own folder: its name there, and size and SHA-256 of what is in it.

    `stored_*` are those of the stored file, which differ if it is encrypted.
    """

    name: str
    size: int
    sha256: str
    stored_size: int
    stored_sha256: str


@dataclass(frozen=True)
class Entry:
    """One file of the site: where it belongs (`source`, `path`), what is in it, and as which object it is kept."""

    source: str
    path: str
    size: int
    sha256: str
    object: str


@dataclass(frozen=True)
class Manifest:
    name: str
    made: datetime
    why: str  # empty for an ordinary backup
    versions: dict[str, str]  # release, django, wagtail, postgresql, dump
    database: dict  # name, schema, extensions: [[name, schema], …]
    migrations: list[list[str]]  # applied: [app, name]
    tables: dict[str, list]  # name: [rows, digest]
    dump: Part
    listing: Part  # the entries: names of files may say more than who keeps the store should know
    files: dict[str, int]  # count, bytes
    recipients: list[str] = field(default_factory=list)
    objects: list[str] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return sum(rows for rows, _digest in self.tables.values())

    @property
    def encrypted(self) -> bool:
        return bool(self.recipients)

    def to_bytes(self) -> bytes:
        values = {"format": FORMAT, **asdict(self), "made": self.made.isoformat()}
        return _text({**values, "digest": hashlib.sha256(_text(values)).hexdigest()})

    @classmethod
    def from_bytes(cls, data: bytes) -> "Manifest":
        """Raises BackupError if a single byte is not as `to_bytes` wrote it."""
        try:
            values = json.loads(data)
            said = values.pop("digest")
            if hashlib.sha256(_text(values)).hexdigest() != said or _text({**values, "digest": said}) != data:
                raise BackupError("its manifest was changed since it was written")
            if values.pop("format") != FORMAT:
                raise BackupError("its manifest was written by a newer release")
            parts = {name: Part(**values.pop(name)) for name in ("dump", "listing")}
            return cls(**values | parts | {"made": datetime.fromisoformat(values["made"])})
        except (ValueError, KeyError, TypeError, AttributeError):
            raise BackupError("its manifest cannot be read") from None


def _text(values: dict) -> bytes:
    return (json.dumps(values, indent=1, sort_keys=True) + "\n").encode()


def entries_to_bytes(entries: list[Entry]) -> bytes:
    return _text({"entries": [asdict(entry) for entry in entries]})


def entries_from_bytes(data: bytes) -> list[Entry]:
    return [Entry(**values) for values in json.loads(data)["entries"]]
