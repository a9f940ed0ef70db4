"""Static files that are made on first use and stored under `var/`."""

from collections.abc import Callable, Iterable
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.core.files.storage import FileSystemStorage


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
    """Return the file of the static file `name`: as collected, or its source where static files are not collected.

    Raises FileNotFoundError if there is none.
    """
    is_collected = isinstance(staticfiles_storage, ManifestFilesMixin)
    found = staticfiles_storage.path(name) if is_collected else finders.find(name)
    if not found:
        raise FileNotFoundError(f"There is no static file {name}")
    return Path(found)
