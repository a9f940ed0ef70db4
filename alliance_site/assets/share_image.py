"""The picture shown where a page's address is shared: its landscape on top, its title below.

It is drawn as an SVG from the page's title, kicker and landscape, then converted to a PNG of 1200 by 630 pixels. The
text stays in the middle square, because some messengers crop to it. Drawing takes a tenth of a second, so the PNG is
stored under `var/`, one file per page.
"""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from unicodedata import normalize
from xml.etree import ElementTree as Tree

import resvg_py
from django.conf import settings
from PIL import ImageFont

from alliance_site.assets.static_files import ASCII, DRAWN, MARK, OF_VIETNAMESE, TYPEFACES
from pages import horizon
from pages.horizon import SVG
from toolkit.atomic_files import replacing, static_file

WIDTH, HEIGHT = 1200, 630
EDITION = 1  # increase it to give every picture a new address
GROUND = 276  # where the landscape ends and the background of the text begins
SKY = 56  # minimum height of sky above the sun
COLUMN = 610  # maximum line width, inside the middle square
FOOT = HEIGHT - 102  # lower edge of the title
SIZES = range(84, 39, -2)  # of the title, largest first
LEADING = 1.06
LINES = 4
KICKER, KICKER_GAP = 25, 20
NAME = 20  # size of the words after the short name
PAPER, GOLD = map(settings.NETWORK.colors.of, ("#fbf5e9", "#ffd58a"))
LETTERS = {*ASCII, *map(chr, range(0xA0, 0x180)), *"–—‘’“”•…€−"} - {*"\xadĔĕĨĩĬĭĲĳĸĿŀŉŎŏŢţŦŧŨũſ"}  # of Europe
MEASURED = 2000  # pixels, large enough for exact widths
RESVG = version("resvg_py")
FOLDER = settings.VAR / "share"


@dataclass(frozen=True)
class Poster:
    """The contents of a picture. `landscape` is an SVG from `pages.horizon`."""

    title: str
    kicker: str
    landscape: str

    @property
    def digest(self) -> str:
        """Ten hexadecimal digits that change with the picture."""
        made_with = (str(EDITION), RESVG, *map(_digest, DRAWN))
        parts = (*made_with, self.title, self.kicker, self.landscape, *_marks(), settings.WAGTAIL_SITE_NAME)
        parts += (PAPER, GOLD) if settings.NETWORK.colors.own else ()
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:10]


def poster(page) -> Poster:
    """Return the poster of the `BasePage` `page`, in the active language."""
    return Poster(page.share_title, str(page.share_kicker), horizon.svg(*page.share_landscape))


def stored_png(page: int, poster: Poster) -> bytes:
    """Return the picture of the page with the key `page`. If it is new, draw it and delete the page's older ones."""
    target = FOLDER / f"{page}-{poster.digest}.png"
    try:
        return target.read_bytes()
    except FileNotFoundError:
        content = png(poster)
    with replacing(target) as temporary:
        temporary.write_bytes(content)
    for file in target.parent.glob(f"{page}-*.png"):
        if file != target:
            file.unlink(missing_ok=True)
    return content


def png(poster: Poster) -> bytes:
    """Draw `poster` as a PNG."""
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg(poster),
            width=WIDTH,
            skip_system_fonts=True,
            font_files=[str(static_file(name)) for name in DRAWN],
        )
    )


def svg(poster: Poster) -> str:
    """Draw `poster` as SVG. The XML library escapes the text."""
    picture = Tree.Element(f"{{{SVG}}}svg", viewBox=f"0 0 {WIDTH} {HEIGHT}", width=str(WIDTH), height=str(HEIGHT))
    land = _inside(picture, horizon.as_file(poster.landscape))
    ground = [shape.get("fill") for shape in land][-1]  # the nearest hill continues below
    _, _, wide, high = map(float, land.get("viewBox").split())
    scale = WIDTH / wide
    sun = land.findall(f"{{{SVG}}}circle")[-1]
    above = (float(sun.get("cy")) - float(sun.get("r"))) * scale
    top = max(GROUND - high * scale, SKY - above)  # as low as the text allows without cutting off the sun
    ground_top = top + high * scale
    land.attrib |= {"y": f"{top:.0f}", "width": str(WIDTH), "height": f"{high * scale:.0f}"}
    picture.insert(0, Tree.Element(f"{{{SVG}}}rect", width="100%", height="100%", fill=PAPER))
    Tree.SubElement(picture, f"{{{SVG}}}rect", y=f"{ground_top - 1:.0f}", width="100%", height="100%", fill=ground)

    kicker = LABEL.shortened(poster.kicker, KICKER, COLUMN)
    head = KICKER + KICKER_GAP if kicker else 0
    size, lines = _title(poster.title, FOOT - ground_top - 14 - head)
    y = (FOOT + ground_top + 14 - head - size * LEADING * len(lines)) / 2
    if kicker:
        _text(picture, LABEL, kicker, KICKER, y + KICKER * 0.8, GOLD)
        y += head
    for n, line in enumerate(lines):
        _text(picture, TITLE, line, size, y + size * (0.79 + n * LEADING), PAPER)

    _wordmark(picture)
    return Tree.tostring(picture, encoding="unicode")


def _wordmark(picture):
    """Add the network's mark and name in one line at the bottom. The short name is a drawing, if there is one."""
    line = settings.NETWORK.line if settings.NETWORK.letters else settings.NETWORK.name
    drawn = 108 + 10 if settings.NETWORK.letters else 0
    mark, *letters = (_inside(picture, part) for part in _marks() if part)
    x, y = (WIDTH - 40 - 12 - drawn - LABEL.width(line, NAME)) / 2, HEIGHT - 46
    mark.attrib |= {"x": f"{x:.0f}", "y": str(y - 30), "width": "40", "height": "40"}
    for part in letters:
        part.attrib |= {"x": f"{x + 52:.0f}", "y": str(y - 24), "width": "108", "height": "32", "color": PAPER}
    _text(picture, LABEL, line, NAME, y, PAPER, x=x + 52 + drawn, anchor="start")


@cache
def _marks() -> tuple[str, str]:
    """Return the SVG of the mark and of the drawn short name, if there is one."""
    letters = settings.NETWORK.letters
    return MARK.read_text(encoding="utf-8"), letters and horizon.as_file(letters)


def _inside(picture, text: str):
    """Append the SVG `text` to `picture` and return its element."""
    part = Tree.fromstring(text)  # noqa: S314 (drawn by this project)
    picture.append(part)
    return part


def _text(picture, face, words, size, y, fill, x=WIDTH / 2, anchor="middle"):
    element = Tree.SubElement(picture, f"{{{SVG}}}text", x=f"{x:.0f}", y=f"{y:.1f}", fill=fill)
    typeface = TYPEFACES[face.name]
    weight = str(dict(typeface.axes)["wght"])
    element.attrib |= {"font-family": typeface.family, "font-weight": weight, "font-size": str(size)}
    element.attrib |= {"text-anchor": anchor, "letter-spacing": f"{face.tracking}em"}
    element.text = words


@dataclass(frozen=True)
class Face:
    """A typeface to draw with. `tracking` is a fraction of the font size."""

    name: str
    tracking: float

    @property
    def letters(self) -> set[str]:
        return _letters(self.name)

    def width(self, words: str, size: float) -> float:
        return sum(_advance(self.name, letter) + self.tracking for letter in words) * size

    def clean(self, words: str) -> str:
        """Return `words` with single spaces and only the letters of the typeface, if need be without their marks."""
        plain = (one if one in self.letters else normalize("NFD", one)[0] for one in normalize("NFC", words))
        return " ".join("".join(one if one in self.letters else " " for one in plain).split())

    def shortened(self, words: str, size: float, room: float) -> str:
        """Return `words` on one line at most `room` wide, shortened with “…” if necessary."""
        words = self.clean(words)
        return words if self.width(words, size) <= room else self.cut(words, size, room)

    def cut(self, line: str, size: float, room: float) -> str:
        """Shorten `line` with an ellipsis to fit `room`, between words where possible."""
        while self.width(f"{line}…", size) > room:
            line = line.rpartition(" ")[0] or line[:-1]
        return f"{line.rstrip(' ,;:–—-')}…"

    def lines(self, words: str, size: float, room: float) -> list[str]:
        """Break `words` at spaces. A word wider than `room` gets its own line."""
        lines: list[str] = []
        for word in words.split():
            if lines and self.width(f"{lines[-1]} {word}", size) <= room:
                lines[-1] += f" {word}"
            else:
                lines.append(word)
        return lines

    def even(self, words: str, size: float, room: float) -> list[str]:
        """Break `words` into as few lines as `room` allows, of nearly equal width."""
        best = self.lines(words, size, room)
        while room > 1 and len(narrower := self.lines(words, size, room := room * 0.96)) == len(best):
            best = narrower
        return best


TITLE, LABEL = Face("fonts/title.ttf", -0.015), Face("fonts/label.ttf", 0.01)


@cache
def _font(name: str) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(static_file(name), MEASURED)


@cache
def _letters(name: str) -> set[str]:
    """Return the letters of Europe and Vietnam that a typeface has: it draws each of them unlike a letter of none."""
    font = ImageFont.truetype(static_file(name), 40, layout_engine=ImageFont.Layout.BASIC)
    shapes = {letter: bytes(font.getmask(letter)) for letter in {*LETTERS, *OF_VIETNAMESE, "\uffff"}}
    return {letter for letter, shape in shapes.items() if shape != shapes["\uffff"]}


@cache
def _advance(name: str, letter: str) -> float:
    """Return the width of a letter, as a fraction of the font size."""
    return _font(name).getlength(letter) / MEASURED


@cache
def _digest(name: str) -> str:
    return hashlib.sha256(static_file(name).read_bytes()).hexdigest()


def _title(title: str, room: float) -> tuple[int, list[str]]:
    """Return the size and lines of `title`: the largest size that fits, or the smallest with an ellipsis."""
    words = TITLE.clean(title[:400]) or TITLE.clean(settings.WAGTAIL_SITE_NAME)
    for size in SIZES:
        lines = TITLE.lines(words, size, COLUMN)
        fits = all(TITLE.width(line, size) <= COLUMN for line in lines)
        if fits and len(lines) <= LINES and len(lines) * size * LEADING <= room:
            return size, TITLE.even(words, size, COLUMN)
    lines = TITLE.lines(words, SIZES[-1], COLUMN)
    shown_lines = lines[: min(LINES, int(room / (SIZES[-1] * LEADING)))]
    if len(lines) > len(shown_lines):
        shown_lines[-1] = TITLE.cut(shown_lines[-1], SIZES[-1], COLUMN)
    return SIZES[-1], [TITLE.shortened(line, SIZES[-1], COLUMN) for line in shown_lines]
