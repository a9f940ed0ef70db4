"""A folder whose files are replaced as a whole: a web server reads the old one or the new one, never half of one."""

import os
from pathlib import Path

from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible

from toolkit.atomic_files import replacing


@deconstructible(path="toolkit.published_copy.storage.WholeFileStorage")
class WholeFileStorage(FileSystemStorage):
    def get_available_name(self, name, max_length=None):
        return name  # the old one is replaced

    def _save(self, name, content):
        target = Path(self.path(name))
        with replacing(target) as fresh, fresh.open("wb") as file:
            for chunk in content.chunks():
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        return name

    def delete(self, name):
        """Deletes the file, and the folders that are empty without it."""
        super().delete(name)
        folder = os.path.dirname(self.path(name))
        while folder != self.base_location and folder.startswith(str(self.base_location)):
            try:
                os.rmdir(folder)
            except OSError:
                break
            folder = os.path.dirname(folder)
