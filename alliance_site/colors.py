"""The colors of a network that names its own.

Stylesheets, mails, and drawings are written in the colors of `tokens.css`. A network names up to eight of those; each
other one is as good as a blend of two of them, and moves along.
"""

import math
import re
from collections.abc import Iterator
from colorsys import rgb_to_hls
from functools import cache
from itertools import combinations
from pathlib import Path

TOKENS = Path(__file__).parent / "static" / "css" / "tokens.css"
HEX = re.compile(r"#[0-9a-f]{6}\b")
TOKEN = re.compile(r"(?<![\w-])--([\w-]+): (?:light-dark\()?(#[0-9a-f]{6})(?:, (#[0-9a-f]{6})\))?;")
NAMED = ("ink", "paper", "card", "link", "accent", "violet", "sun", "gold")
PAIRS = (  # text and what it stands on
    *((text, ground) for text in ("ink", "ink-soft", "link", "accent") for ground in ("paper", "sand", "card")),
    *(("violet", "paper"), ("violet", "card")),
    *(("on-button", "button"), ("on-night", "night"), ("on-night-soft", "night"), ("gold", "night")),
    *(("on-night", f"step-{n}") for n in range(1, 5)),
)
EDITOR = ("ink", "violet")  # what white text stands on in Wagtail's editor
LEAST = 4.5  # WCAG 2.2 AA
ALARM = "#8c1d18"  # the ground of an emergency, everywhere

Color = tuple[int, ...]


def rgb(text: str) -> Color:
    return tuple(bytes.fromhex(text[1:]))


def luminance(color: Color) -> float:
    """Return the relative luminance by WCAG, 0 to 1."""
    red, green, blue = ((c / 255 / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4) for c in color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: Color, other: Color) -> float:
    """Return the contrast by WCAG, 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mixed(one: Color, other: Color, share: float) -> Color:
    """Return `one` with a share of `other`, 0 to 1."""
    return tuple(round(a + (b - a) * share) for a, b in zip(one, other, strict=True))


@cache
def tokens() -> dict[str, tuple[str, str]]:
    """Return each color of `tokens.css` by its name: on light pages and on dark ones."""
    css = TOKENS.read_text(encoding="utf-8").partition("@media (prefers-contrast")[0]
    return {name: (light, dark or light) for name, light, dark in TOKEN.findall(css)}


@cache
def blend_of(color: str) -> tuple[str, str, float]:
    """Return the two named colors of `tokens.css` whose blend `color` is nearest to, and the share of the second."""
    named = dict.fromkeys(each for name in NAMED for each in tokens()[name])
    best, nearest, wanted = (color, color, 0.0), math.inf, rgb(color)
    for first, second in combinations(named, 2) if color not in {*named, ALARM} else ():
        start, end = rgb(first), rgb(second)
        way = [b - a for a, b in zip(start, end, strict=True)]
        along = sum(step * (c - a) for step, a, c in zip(way, start, wanted, strict=True)) / sum(s * s for s in way)
        share = min(max(along, 0), 1)
        away = sum((a - b) ** 2 for a, b in zip(mixed(start, end, share), wanted, strict=True))
        if away < nearest:
            best, nearest = (first, second, share), away
    return best


class Colors(dict[str, tuple[str, str]]):
    """The named colors, on light pages and on dark ones. Those that the network does not name are of `tokens.css`."""

    def __init__(self, own: dict[str, tuple[str, str]]):
        super().__init__(own)
        self.own = {old: new for name in own for old, new in zip(tokens()[name], own[name], strict=True)}

    def __missing__(self, name: str) -> tuple[str, str]:
        return tokens()[name]

    def of(self, color: str) -> str:
        """Return the network's color in place of one of the site."""
        if not self.own:
            return color
        *ends, share = blend_of(color)
        if not self.own.keys() & ends:
            return color
        return f"#{bytes(mixed(*(rgb(self.own.get(end, end)) for end in ends), share)).hex()}"

    @property
    def theme(self) -> str:
        """The colors of Wagtail's editor, in its terms; "" if the network names none."""
        shades = ""
        for part, name in {"primary": "ink", "secondary": "violet"}.items():
            hue, lightness, saturation = rgb_to_hls(*(c / 255 for c in rgb(self[name][0])))
            terms = {"hue": f"{hue * 360:.0f}", "saturation": f"{saturation:.0%}", "lightness": f"{lightness:.0%}"}
            shades += "".join(f"--w-color-{part}-{term}: {value}; " for term, value in terms.items())
        return f"\n:root {{ {shades}}}" if self.own else ""

    def recolored(self, text: str) -> str:
        """Return a stylesheet, a mail, or a drawing in these colors."""
        return HEX.sub(lambda match: self.of(match[0]), text)

    def problems(self) -> Iterator[str]:
        """Yield what cannot be read by everyone."""
        for text, ground in PAIRS if self.own else ():
            for page, pair in zip(("light", "dark"), zip(tokens()[text], tokens()[ground], strict=True), strict=True):
                contrast = ratio(*(rgb(self.of(color)) for color in pair))
                if contrast < LEAST:
                    parts = {each for color in pair for each in blend_of(color)[:2]}
                    names = " or ".join(name for name in NAMED if parts & self.own.keys() & {*tokens()[name]})
                    yield f"“{text}” on “{ground}” has a contrast of {contrast:.1f}:1 on {page} pages: change {names}."
        for name in EDITOR if self.own else ():
            contrast = ratio(rgb("#ffffff"), rgb(self[name][0]))
            if contrast < LEAST:
                yield f"White on “{name}” has a contrast of {contrast:.1f}:1 in the editor: change {name}."
