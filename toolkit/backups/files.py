"""The files that belong to the site and cannot be made again: uploads, and what the site said each day."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.storage import FileSystemStorage, Storage, storages

from toolkit.published_copy.archive import FOLDER

from .repository import BackupError

MEDIA, ARCHIVE = "media", "archive"
STAGED, KEPT = ".restoring-", ".before-"  # folders of a restore inside the media folder
STORE_FAILURES = (OSError, BotoCoreError, ClientError)


def sources() -> dict[str, tuple[Storage, str]]:
    """Return each storage by its name, with a folder in it. The published copy itself is made again: it is not here."""
    return {MEDIA: (storages["default"], ""), ARCHIVE: (storages["published"], f"{FOLDER}/")}


def folder_of(source: str) -> Path | None:
    """Return where the files of a source are, unless they are in a bucket."""
    storage, folder = sources()[source]
    return Path(storage.path(folder)) if isinstance(storage, FileSystemStorage) else None


def paths(storage: Storage, folder: str = "") -> Iterator[str]:
    """Yield every file below `folder` ("" or "name/") of `storage`, without what a restore keeps there."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in sorted(files):
        yield f"{folder}{name}"
    for name in sorted(folders):
        if folder or not name.startswith((STAGED, KEPT)):
            yield from paths(storage, f"{folder}{name}/")


@dataclass
class LocalFiles:
    """The site's files where restic can read them: as they are, or copied from a bucket into the folder `staging`."""

    staging: Path
    folders: dict[str, Path] = field(default_factory=dict)  # by source; of those in `staging` relative to it
    names: set[str] = field(default_factory=set)  # as the snapshot will have them

    def collect(self) -> None:
        """Note every file that is there now. Raises BackupError."""
        for source, (storage, folder) in sources().items():
            try:
                self._collect(source, storage, folder)
            except STORE_FAILURES as error:
                raise BackupError(f"The files of the site ({source}) cannot be read: {error}.") from error

    def _collect(self, source: str, storage: Storage, folder: str) -> None:
        local = folder_of(source)
        root = local.resolve() if local else Path(source)
        for path in paths(storage, folder):
            file = root / path.removeprefix(folder)
            self.folders[source] = root
            if not local and not (self.staging / file).exists():
                self._copy(storage, path, self.staging / file)
            if not file.name.startswith("."):  # those are still being written
                self.names.add(str(Path("/") / file))

    def _copy(self, storage: Storage, path: str, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        with storage.open(path) as source, target.open("wb") as copied:
            shutil.copyfileobj(source, copied)
        changed = storage.get_modified_time(path).timestamp()
        os.utime(target, (changed, changed))
