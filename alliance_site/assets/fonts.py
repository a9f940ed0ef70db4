"""The site's two typefaces, subset to what its pages need: English and Spanish, one design size, WOFF2.

The families come from packages under an open license without reserved names, so subsetting is allowed.
`fonts/heading.woff2` and `fonts/text.woff2` are made on first use and stored under `var/`. Each arrives in the first
14 kB of a connection; browsers take other letters from the fallbacks. TrueType subsets of the same families draw the
text in pictures made on the server. Those have no fallbacks, so they have all Western European letters.
"""

import hashlib
import string
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

import fontpkg
from django.conf import settings
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from toolkit.atomic_files import replacing
from toolkit.generated_files import GeneratedFilesFinder

SPANISH = "áéíóúüñÁÉÍÓÚÜÑ¿¡–—‘’“”•…\xa0"
ASCII = "".join(map(chr, range(0x20, 0x7F)))
WORDS = f"{string.ascii_letters}{string.digits} !\"#$%&'()+,-./:;?{SPANISH}"  # headings have few signs
PROSE = f"{ASCII}{SPANISH}ªº°©·×½€−"
DRAWING = f"{ASCII}{''.join(map(chr, range(0xA0, 0x100)))}–—‘’“”•…€−"
FEATURES = ["kern", "liga", "tnum"]


@dataclass(frozen=True)
class Typeface:
    """One subset, of `letters`. `axes` pins an axis of the variable font to a number, or narrows it to a range."""

    name: str
    family: str
    axes: tuple[tuple[str, float | tuple[float, float]], ...]
    letters: str

    @property
    def package(self) -> str:
        return f"fontpkg-{self.family.lower().replace(' ', '-')}"

    @cached_property
    def edition(self) -> str:
        """Twelve hexadecimal digits that change with the subset's options or a library's version."""
        recipe = repr((self, FEATURES, version(self.package), version("fonttools")))
        return hashlib.sha256(recipe.encode()).hexdigest()[:12]

    @property
    def folder(self) -> Path:
        """Where this subset is stored."""
        return settings.VAR / "fonts" / self.edition

    def file(self, flavor: str = "woff2") -> Path:
        """Return the subset as `woff2` or `ttf`, making it first if necessary."""
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
        subsetter.populate(text=self.letters)
        subsetter.subset(font)
        font.flavor = "woff2" if flavor == "woff2" else None
        with replacing(target) as temporary:
            font.save(temporary)


HEADING = Typeface("heading", "Newsreader", (("opsz", 48), ("wght", 440)), WORDS)
TEXT = Typeface("text", "Figtree", (("wght", (400, 700)),), PROSE)
TITLE = Typeface("title", "Newsreader", (("opsz", 48), ("wght", 440)), DRAWING)
LABEL = Typeface("label", "Figtree", (("wght", 600),), DRAWING)  # resvg cannot vary a variable font
DRAWN = (TITLE, LABEL)  # for text in pictures
TYPEFACES = {f"fonts/{typeface.name}.woff2": typeface for typeface in (HEADING, TEXT)}


class FontFinder(GeneratedFilesFinder):
    """Find `fonts/*.woff2`. Collecting them also makes the subsets for pictures, so visitors never wait for those."""

    names = TYPEFACES

    def make(self, name):
        return TYPEFACES[name].file()

    def list(self, ignore_patterns):
        for typeface in DRAWN:
            typeface.file("ttf")
        yield from super().list(ignore_patterns)
