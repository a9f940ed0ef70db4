"""The site's two typefaces, subset to what its pages need: English and Spanish, one design size, WOFF2.

The families come from packages under an open license without reserved names, so subsetting is allowed. The subsets are
static files, so only collecting those needs the packages (requirements-build.txt). `fonts/heading.woff2` and
`fonts/text.woff2` each arrive in the first 14 kB of a connection; browsers take other letters from the fallbacks.
TrueType files of the same families set what the server draws: pictures and PDF files. Those have no fallbacks, so they
have all letters.
"""

import hashlib
import string
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from django.conf import settings

from toolkit.atomic_files import replacing
from toolkit.generated_files import GeneratedFilesFinder

SPANISH = "áéíóúüñÁÉÍÓÚÜÑ¿¡–—‘’“”•…\xa0"
ASCII = "".join(map(chr, range(0x20, 0x7F)))
WORDS = f"{string.ascii_letters}{string.digits} !\"#$%&'()+,-./:;?{SPANISH}"  # headings have few signs
PROSE = f"{ASCII}{SPANISH}ªº°©·×½€−"
FEATURES = ["kern", "liga", "tnum"]


@dataclass(frozen=True)
class Typeface:
    """A subset of `letters`, or all letters. `axes` pins an axis of the variable font, or narrows it to a range."""

    family: str
    axes: tuple[tuple[str, float | tuple[float, float]], ...]
    letters: str = ""

    @property
    def edition(self) -> str:
        """Twelve hexadecimal digits that change with this module or a package's version."""
        package = f"fontpkg-{self.family.lower()}"
        recipe = repr((self, Path(__file__).read_text(encoding="utf-8"), version(package), version("fonttools")))
        return hashlib.sha256(recipe.encode()).hexdigest()[:12]


HEADING, TEXT = (("opsz", 48), ("wght", 440)), (("wght", (400, 700)),)
PRELOADED = {
    "fonts/heading.woff2": Typeface("Newsreader", HEADING, WORDS),
    "fonts/text.woff2": Typeface("Figtree", TEXT, PROSE),
}
DRAWN = {  # in pictures; what draws them cannot vary a variable font
    "fonts/title.ttf": Typeface("Newsreader", HEADING),
    "fonts/label.ttf": Typeface("Figtree", (("wght", 600),)),
}
TYPEFACES = PRELOADED | DRAWN | {"fonts/print/text.ttf": Typeface("Figtree", TEXT)}


def subset(name: str) -> Path:
    """Return the file of the static file `name`, a key of `TYPEFACES`, making it first if necessary."""
    target = settings.VAR / "fonts" / TYPEFACES[name].edition / name
    if not target.exists():
        _make(target, TYPEFACES[name])
    return target


def _make(target: Path, typeface: Typeface) -> None:
    import fontpkg  # here, because the site runs without these packages
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    font = TTFont(fontpkg.path(typeface.family), recalcTimestamp=False)  # the same file from each build
    font = instantiateVariableFont(font, dict(typeface.axes))
    if typeface.letters:
        options = Options()
        options.layout_features = FEATURES
        options.hinting = False
        subsetter = Subsetter(options)
        subsetter.populate(text=typeface.letters)
        subsetter.subset(font)
    for record in font["name"].names:
        if record.nameID == 1:  # some packages add a design size or a weight
            record.string = typeface.family
    font.flavor = "woff2" if target.suffix == ".woff2" else None
    with replacing(target) as temporary:
        font.save(temporary)


class FontFinder(GeneratedFilesFinder):
    """Find the subsets as static files."""

    names = TYPEFACES
    make = staticmethod(subset)
