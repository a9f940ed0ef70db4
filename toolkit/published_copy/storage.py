"""A folder whose files are replaced atomically, so a web server never reads half a file."""

import os
from pathlib import Path

from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible

from toolkit.atomic_files import replacing


@deconstructible(path="toolkit.published_copy.storage.WholeFileStorage")
class WholeFileStorage(FileSystemStorage):
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
        folder = os.path.dirname(self.path(name))
        while folder != self.base_location and folder.startswith(str(self.base_location)):
            try:
                os.rmdir(folder)
            except OSError:
                break
            folder = os.path.dirname(folder)
