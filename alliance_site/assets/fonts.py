"""The site's two typefaces, cut to what its pages need: Latin letters, one design size, WOFF2.

The families come as packages (open license, names not reserved, so they may be cut). `fonts/heading.woff2` and
`fonts/text.woff2` are cut when they are first asked for and kept under `var/`; TrueType cuts of the same families draw
the words of the pictures made on our server.
"""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

import fontpkg
from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from toolkit.atomic_files import replacing

LATIN = [*range(0x20, 0x7F), *range(0xA0, 0x100)]
MARKS = [ord(mark) for mark in "–—‘’“”•…€−"]
FEATURES = ["kern", "liga", "calt", "ccmp", "locl", "mark", "lnum", "tnum", "pnum"]


@dataclass(frozen=True)
class Typeface:
    """One cut: `axes` pins an axis of the variable family to a number, or narrows it to a range."""

    name: str
    family: str
    axes: tuple[tuple[str, float | tuple[float, float]], ...]

    @property
    def package(self) -> str:
        return f"fontpkg-{self.family.lower().replace(' ', '-')}"

    @cached_property
    def edition(self) -> str:
        """Twelve hexadecimal digits that change with the cut: with its recipe, and with a release of a library."""
        recipe = repr((self, LATIN, MARKS, FEATURES, version(self.package), version("fonttools")))
        return hashlib.sha256(recipe.encode()).hexdigest()[:12]

    @property
    def folder(self) -> Path:
        """Where this cut is kept."""
        return settings.VAR / "fonts" / self.edition

    def file(self, flavor: str = "woff2") -> Path:
        """The cut as `woff2` or `ttf`, made if it is not there."""
        target = self.folder / "fonts" / f"{self.name}.{flavor}"
        if not target.exists():
            self._cut(target, flavor)
        return target

    def _cut(self, target: Path, flavor: str) -> None:
        font = instantiateVariableFont(TTFont(fontpkg.path(self.family)), dict(self.axes))
        options = Options()
        options.layout_features = FEATURES
        options.hinting = False
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=[*LATIN, *MARKS])
        subsetter.subset(font)
        font.flavor = "woff2" if flavor == "woff2" else None
        with replacing(target) as fresh:
            font.save(fresh)


HEADING = Typeface("heading", "Newsreader", (("opsz", 48), ("wght", 440)))
TEXT = Typeface("text", "Figtree", (("wght", (400, 700)),))
LABEL = Typeface("label", "Figtree", (("wght", 600),))  # what draws pictures does not vary a variable font
DRAWN = (HEADING, LABEL)  # the words in pictures
TYPEFACES = {f"fonts/{typeface.name}.woff2": typeface for typeface in (HEADING, TEXT)}


class FontFinder(BaseFinder):
    """Finds `fonts/*.woff2`; collecting them makes the cuts for pictures too, so no visitor waits for those."""

    def find(self, path, find_all=False, **kwargs):
        if path not in TYPEFACES:
            return []
        file = str(TYPEFACES[path].file())
        return [file] if find_all else file

    def list(self, ignore_patterns):
        for typeface in DRAWN:
            typeface.file("ttf")
        for path, typeface in TYPEFACES.items():
            typeface.file()
            yield path, FileSystemStorage(location=typeface.folder)
