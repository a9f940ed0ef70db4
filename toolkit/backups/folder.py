"""A local folder for what nobody but the site's account may read."""

import os
import tempfile
from datetime import datetime
from pathlib import Path

from django.core.files.storage import FileSystemStorage


class PrivateFolder(FileSystemStorage):
    """Files appear whole and on the disk, or not at all, and take the place of one of the same name."""

    def __init__(self, **options):
        super().__init__(**options, allow_overwrite=True)

    def _save(self, name, content):
        target = Path(self.path(name))
        for folder in reversed(target.parents):
            folder.mkdir(mode=0o700, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".", delete=False) as fresh:  # its owner's alone
            try:
                for chunk in content.chunks():
                    fresh.write(chunk)
                fresh.flush()
                os.fsync(fresh.fileno())
                Path(fresh.name).replace(target)
            except BaseException:
                Path(fresh.name).unlink(missing_ok=True)
                raise
        descriptor = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)  # the name is kept too
        finally:
            os.close(descriptor)
        return name

    def tidy(self, folder: str, before: datetime) -> None:
        """Delete what killed processes left half written in `folder`."""
        for left in Path(self.path(folder)).glob(".*"):
            if left.stat().st_mtime < before.timestamp():
                left.unlink()

    def delete(self, name):
        path = Path(self.path(name))
        for left in path.glob(".*") if path.is_dir() else []:
            left.unlink()
        super().delete(name)

    def listdir(self, path):
        folders, files = super().listdir(path)
        return folders, [name for name in files if not name.startswith(".")]  # not what a killed process left
