"""Static files that are made on first use and stored under `var/`: icons, stylesheets, and fonts.

Icons are drawn from `content/img/mark.svg`. Phones crop icons to their own shape, so those are a square from the middle
of the mark, without its round edge.

Stylesheets are joined without comments and indents, which make up a quarter of the text. Cascade layers set the
precedence, so the order of the components does not matter.

The two typefaces are subset to what pages need: the letters of the site's languages, one design size, WOFF2. They come
from packages under an open license without reserved names, so subsetting is allowed; only collecting static files needs
the packages (requirements-build.txt). `fonts/heading.woff2` and `fonts/text.woff2` each arrive in the first 14 kB of a
connection; browsers take other letters from the fallbacks. TrueType files of the same families set what the server
draws: pictures and PDF files. Those have no fallbacks, so they have all letters.
"""

import hashlib
import re
import string
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from io import BytesIO
from pathlib import Path

import resvg_py
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import override
from PIL import Image

from toolkit.atomic_files import GeneratedFilesFinder, replacing
from toolkit.monitoring import outages

MARK = settings.CONTENT / "img" / "mark.svg"
ROUND, SQUARE = "0 0 40 40", "5.9 5.9 28.2 28.2"  # viewBox: the mark, and the largest square in it
ICONS = {  # sizes in pixels
    "img/favicon.ico": ((16, 32, 48), ROUND),
    "img/apple-touch-icon.png": ((180,), SQUARE),
    "img/icon-192.png": ((192,), ROUND),
    "img/icon-512.png": ((512,), ROUND),
    "img/icon-maskable-512.png": ((512,), SQUARE),
}

STYLESHEET, CSS = "css/site.css", "alliance_site/static/css"
STYLESHEETS = {  # patterns of their files, in order: `tokens.css` first, because it names the layers
    STYLESHEET: [
        f"{CSS}/{name}.css" for name in ("tokens", "floor", "fonts", "base", "layout", "components/*", "print/*")
    ],
    **{f"css/{name}.css": [f"{CSS}/{name}/*.css"] for name in ("admin", "error")},
    # Of the editor, which have colors, each a file of its own
    **{f"css/{name}.css": [f"{CSS}/{name}.css"] for name in ("tokens", "environment")},
    "css/postings-admin.css": ["schools/static/css/postings-admin.css"],
}

UNREAD = re.compile(r"/\*.*?\*/\n?|(?<=\n)\s+", re.DOTALL)

SIGNS = "–—‘’“”•…\xa0"
ASCII = "".join(map(chr, range(0x20, 0x7F)))
OF_SPANISH = "áéíóúüñÁÉÍÓÚÜÑ¿¡"
OF_VIETNAMESE = "".join(map(chr, range(0x1EA0, 0x1EFA))) + "àáâãèéêìíòóôõùúýăđĩũơưÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯ"
# Beyond ASCII; other languages get all letters of the typeface.
LETTERS = {"en": OF_SPANISH, "es": OF_SPANISH, "vi": OF_VIETNAMESE}
OURS = "".join(LETTERS.get(code, "") for code in settings.NETWORK.languages) + SIGNS
WORDS = f"{string.ascii_letters}{string.digits} !\"#$%&'()+,-./:;?{OURS}"  # headings have few signs
PROSE = f"{ASCII}{OURS}ªº°©·×½€−"
IS_CUT = {*settings.NETWORK.languages} <= LETTERS.keys()
SYSTEM_FONTS = "\n:root:lang({}) {{\n--sans: Roboto, Arial, sans-serif;\n}}\n"
FEATURES = ["kern", "liga", "tnum"]
FALLBACK = Path(__file__).with_name("fallback_font.css").read_text(encoding="utf-8")
SYSTEM = {"Roboto": (0.444, ("Roboto",)), "Arial": (0.4452, ("Arial", "Liberation Sans"))}  # `average_width`, files
ENGLISH = (
    " " * 19 + "eeeeeeeeeeeeetttttttttaaaaaaaaooooooooiiiiiiinnnnnnnsssssshhhhhhrrrrrrddddllllcccuuummwwffggyyppbbvk"
)


UNFIT = (
    "The typeface “{}” is not installed or lacks weights. Install its fontpkg-… package (requirements-build.in), or "
    "name another one as “typeface” in network.yaml: a variable one with weights 400 to 700."
)
HEADING, TEXT = (("opsz", 48), ("wght", 440)), (("wght", (400, 700)),)


def icon(name: str) -> Path:
    """Return the icon `name`, a key of `ICONS`, drawing it first if necessary.

    Its folder changes with the mark, the sizes, and the library's version.
    """
    mark, (sizes, box) = MARK.read_text(encoding="utf-8"), ICONS[name]
    recipe = repr((mark, ICONS, version("resvg_py")))
    target = settings.VAR / "icons" / hashlib.sha256(recipe.encode()).hexdigest()[:12] / name
    if not target.exists():
        mark = re.sub(r'viewBox="[^"]*"', f'viewBox="{box}"', mark, count=1)
        images = [Image.open(BytesIO(bytes(resvg_py.svg_to_bytes(svg_string=mark, width=size)))) for size in sizes]
        *smaller, largest = images
        with replacing(target) as temporary:
            if target.suffix == ".ico":
                largest.save(temporary, sizes=[(size, size) for size in sizes], append_images=smaller)
            else:
                largest.quantize(255).save(temporary, optimize=True)
    return target


def rules(part: Path) -> str:
    """Return the text of a file in the network's colors, without comments, indents, and empty lines."""
    return settings.NETWORK.colors.recolored(UNREAD.sub("", part.read_text(encoding="utf-8")))


def stylesheet(name: str) -> Path:
    theme = settings.NETWORK.colors.theme if name == "css/admin.css" else ""
    system = "".join(map(SYSTEM_FONTS.format, unlettered())) if name in (STYLESHEET, "css/error.css") else ""
    parts = [part for pattern in STYLESHEETS[name] for part in sorted(settings.BASE_DIR.glob(pattern))]
    text = "\n".join(map(rules, parts)) + (fallbacks() if name == STYLESHEET else "")
    return written(settings.VAR / "stylesheets" / name, text + theme + system)


@cache
def fallbacks() -> str:
    """Return the rules for system fonts that take the place of the typeface of text until it loads."""
    from fontTools.ttLib import TTFont  # here, because the site runs without it

    font = TTFont(subset("fonts/print/text.ttf"))
    width, line = average_width(font), font["hhea"]
    return "".join(
        FALLBACK.format(
            name=name,
            sources=", ".join(f'local("{source}")' for source in sources),
            size=width / of_system,
            ascent=line.ascent / font["head"].unitsPerEm * of_system / width,
            descent=-line.descent / font["head"].unitsPerEm * of_system / width,
        )
        for name, (of_system, sources) in SYSTEM.items()
    )


def average_width(font) -> float:
    """Return how wide a letter of `font` is in English, on average, in em."""
    glyphs, widths = font.getBestCmap(), font["hmtx"]
    return sum(widths[glyphs[ord(letter)]][0] for letter in ENGLISH) / len(ENGLISH) / font["head"].unitsPerEm


@cache
def unlettered() -> list[str]:
    """Return the languages that the typeface of text lacks letters of: their pages use system fonts."""
    from fontTools.ttLib import TTFont  # here, because the site runs without it

    has = TTFont(subset("fonts/print/text.ttf")).getBestCmap()
    return [code for code in settings.NETWORK.languages if not {*map(ord, letters_of(code))} <= {*has}]


def letters_of(language: str) -> str:
    """Return letters that a language needs, if `LETTERS` has none those of its months and days."""
    with override(language):
        return LETTERS.get(language) or "".join(map(str, (*MONTHS.values(), *WEEKDAYS.values())))


def standalone(name: str) -> Path:
    """Return a page that nginx sends when the application cannot."""
    return written(settings.VAR / "standalone" / name, outages.page(*outages.FILES[name]))


def written(target: Path, text: str) -> Path:
    """Return the file `target`, after writing `text` if it has another."""
    if not target.exists() or target.read_text(encoding="utf-8") != text:
        with replacing(target) as temporary:
            temporary.write_text(text, encoding="utf-8")
    return target


@dataclass(frozen=True)
class Typeface:
    """A subset of `letters`, or all. `axes` pins or narrows axes of the variable font; others have the default."""

    family: str
    axes: tuple[tuple[str, float | tuple[float, float]], ...]
    letters: str = ""

    @property
    def edition(self) -> str:
        """Twelve hexadecimal digits that change with this module or the version of a package."""
        package = f"fontpkg-{self.family.lower().replace(' ', '-')}"
        try:
            versions = version(package), version("fonttools")
        except PackageNotFoundError:
            raise ImproperlyConfigured(UNFIT.format(self.family)) from None
        recipe = repr((self, Path(__file__).read_text(encoding="utf-8"), *versions))
        return hashlib.sha256(recipe.encode()).hexdigest()[:12]


PRELOADED = {
    "fonts/heading.woff2": Typeface("Newsreader", HEADING, WORDS if IS_CUT else ""),
    "fonts/text.woff2": Typeface(settings.NETWORK.typeface, TEXT, PROSE if IS_CUT else ""),
}
DRAWN = {  # in pictures; what draws them cannot vary a variable font
    "fonts/title.ttf": Typeface("Newsreader", HEADING),
    "fonts/label.ttf": Typeface(settings.NETWORK.typeface, (("wght", 600),)),
}
TYPEFACES = PRELOADED | DRAWN | {"fonts/print/text.ttf": Typeface(settings.NETWORK.typeface, TEXT)}


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
    axes = {axis.axisTag: axis for axis in font["fvar"].axes} if "fvar" in font else {}
    if "wght" not in axes or axes["wght"].minValue > 400 or axes["wght"].maxValue < 700:
        raise ImproperlyConfigured(UNFIT.format(typeface.family))
    font = instantiateVariableFont(font, dict.fromkeys(axes) | dict(typeface.axes))
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


class AssetFinder(GeneratedFilesFinder):
    """Find all these as static files. Stylesheets are in the network's colors in place of their sources."""

    makers = dict.fromkeys(STYLESHEETS, stylesheet) | dict.fromkeys(outages.FILES, standalone)
    makers |= dict.fromkeys(ICONS, icon) | dict.fromkeys(TYPEFACES, subset)
    names = makers

    def make(self, name):
        return self.makers[name](name)
