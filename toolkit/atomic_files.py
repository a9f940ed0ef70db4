"""Files that the site generates: static ones are made on first use, all are written whole. And full disks."""

import errno
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.core.files.storage import FileSystemStorage
from psycopg2 import errorcodes


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Yield a path next to `target` to write to, then move it to `target`, so no one ever reads half a file.

    Creates the folder if needed. Any number of threads and processes can write the same target at the same time.
    After an error the target is unchanged.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".", suffix=target.suffix, delete=False) as empty:
        fresh = Path(empty.name)
    try:
        yield fresh
        fresh.chmod(0o644)  # only the owner can read a temporary file
        fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)


DISK_FULL = "The disk is full. What was saved before is safe. Make room (docs/runbook.md); then it works again."


def is_disk_full(error: BaseException | None) -> bool:
    """Return whether a full disk, of this machine or of the database, caused `error`."""
    if error is None:
        return False
    is_full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
    return is_full or getattr(error, "pgcode", None) == errorcodes.DISK_FULL or is_disk_full(error.__cause__)


class WholeFileStorage(FileSystemStorage):
    """A folder whose files are replaced atomically, so a web server never reads half a file."""

    def get_available_name(self, name, max_length=None):
        return name  # replaces an existing file

    def _save(self, name, content):
        target = Path(self.path(name))
        with replacing(target) as fresh, fresh.open("wb") as file:
            for chunk in content.chunks():
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        return name

    def delete(self, name):
        """Delete the file, and folders that become empty."""
        super().delete(name)
        with suppress(OSError):  # of the first that is not empty
            for folder in Path(self.path(name)).parents:
                if folder == Path(self.location):
                    break
                folder.rmdir()


class GeneratedFilesFinder(BaseFinder):
    """Find the static files `names`."""

    names: Iterable[str]
    make: Callable[[str], Path]  # returns the file of a name, whose path ends with it, after making it if necessary

    def find(self, path, find_all=False, **kwargs):
        if path not in self.names:
            return []
        file = str(self.make(path))
        return [file] if find_all else file

    def list(self, ignore_patterns):
        for name in self.names:
            folder = str(self.make(name)).removesuffix(name)
            yield name, FileSystemStorage(location=folder)


def static_file(name: str) -> Path:
    """Return the file of the static file `name`: as collected, or else its source. Raises FileNotFoundError."""
    is_collected = isinstance(staticfiles_storage, ManifestFilesMixin)
    found = staticfiles_storage.path(name) if is_collected else finders.find(name)
    if not found:
        raise FileNotFoundError(f"There is no static file {name}")
    return Path(found)
