"""The files that belong to the site and cannot be made again: uploads, and what the site said each day."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.storage import FileSystemStorage, Storage, storages

from toolkit.published_copy.archive import FOLDER
from toolkit.published_copy.copy import every_file

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


def paths(source: str) -> Iterator[str]:
    """Yield the path of every file of a source in its storage, without what a restore keeps there."""
    storage, folder = sources()[source]
    return every_file(folder, storage, skip=(STAGED, KEPT))


def collect(staging: Path, folders: dict[str, Path]) -> set[str]:
    """Return the path that a snapshot will have of each file of the site, and put the folder of each source into
    `folders`. Files in a bucket are copied into the folder `staging`. Raises BackupError."""
    names = set()
    for source, (storage, prefix) in sources().items():
        local = folder_of(source)
        root = local.resolve() if local else Path(source)
        try:
            for path in paths(source):
                file = root / path.removeprefix(prefix)
                folders[source] = root
                if not local:
                    _copy(storage, path, staging / file)
                if not file.name.startswith("."):  # those are still being written
                    names.add(str(Path("/") / file))
        except STORE_FAILURES as error:
            raise BackupError(f"The files of the site ({source}) cannot be read: {error}.") from error
    return names


def _copy(storage: Storage, path: str, target: Path) -> None:
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with storage.open(path) as source, target.open("wb") as copied:
        shutil.copyfileobj(source, copied)
    changed = storage.get_modified_time(path).timestamp()
    os.utime(target, (changed, changed))
