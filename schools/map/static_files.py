"""Serve the base map as a static file. It is drawn on first use and stored under `var/`."""

import os
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

from .base import base_svg

NAME = "map/base.svg"


class MapFinder(BaseFinder):
    """Finds `map/base.svg`."""

    def __init__(self, app_names=None, *args, **kwargs):
        self.storage = FileSystemStorage(location=settings.VAR / "map")
        self.is_fresh = False  # draw once per process, because its code and data do not change

    def find(self, path, find_all=False, **kwargs):
        if path != NAME:
            return []
        file = str(self._write())
        return [file] if find_all else file

    def list(self, ignore_patterns):
        self._write()
        yield NAME, self.storage

    def _write(self) -> Path:
        target = Path(self.storage.path(NAME))
        if not self.is_fresh:
            target.parent.mkdir(parents=True, exist_ok=True)
            fresh = target.with_name(f"{target.name}.{os.getpid()}")  # several workers may start at once
            fresh.write_text(base_svg(), encoding="utf-8")
            fresh.replace(target)
            self.is_fresh = True
        return target
