"""The description that a backup holds of itself."""

import json
from dataclasses import asdict, dataclass
from tempfile import TemporaryFile

from . import repository
from .errors import BackupError

FORMAT = 1
NAME = "backup.json"  # in the root of a snapshot, beside the dump
DUMP = "database.dump"


@dataclass(frozen=True)
class Manifest:
    release: str
    postgresql: str  # version of the server
    database: str
    schema: str
    extensions: list[list[str]]  # [name, schema]
    migrations: list[list[str]]  # applied: [app, name]
    tables: dict[str, list]  # name: [rows, digest]
    folders: dict[str, str]  # where the snapshot has uploads and archive

    @property
    def rows(self) -> int:
        return sum(rows for rows, _digest in self.tables.values())

    def to_json(self) -> str:
        return json.dumps({"format": FORMAT, **asdict(self)}, indent=1, sort_keys=True)


def read(snapshot: repository.Snapshot) -> Manifest:
    with TemporaryFile() as file:
        repository.copy(snapshot.id, f"/{NAME}", file)
        file.seek(0)
        values = json.load(file)
    if values.pop("format") != FORMAT:
        raise BackupError(f"{snapshot.id} was made by a newer release: install that one, then restore.")
    return Manifest(**values)
