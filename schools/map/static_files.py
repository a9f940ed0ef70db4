"""Serve the base map as a static file. It is drawn on first use and stored under `var/`."""

from functools import cache
from pathlib import Path

from django.conf import settings

from toolkit.atomic_files import GeneratedFilesFinder, replacing

from .base import base_svg

NAME = "map/base.svg"


@cache  # draw once per process, because its code and data do not change
def draw(name: str) -> Path:
    target = settings.VAR / "map" / name
    with replacing(target) as temporary:
        temporary.write_text(base_svg(), encoding="utf-8")
    return target


class MapFinder(GeneratedFilesFinder):
    """Finds `map/base.svg`."""

    names = [NAME]
    make = staticmethod(draw)
