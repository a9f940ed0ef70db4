"""Landscapes drawn from a name: a low sun with rings of light, layered hills, and landmarks.

The same name always gives the same picture, so a school keeps its own until it has photographs. The pictures are
flat shapes without gradients, styles, or ids, so a page can hold any number of them under a strict CSP. Coordinates are
rounded to whole units to keep them small.
"""

import hashlib
import math
import random
from functools import lru_cache

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

SVG = "http://www.w3.org/2000/svg"

# Per time of day: sky colors from far to near the sun, the sun, land colors from far to near. Blended in between.
LIGHTS = {
    "dawn": (("#5f86ad", "#e3aea4", "#ffdcae"), "#fff6df", ("#c98a86", "#86506a", "#33234d")),
    "morning": (("#86bcd8", "#c6dfdc", "#fdecc4"), "#f6ae2d", ("#9cc0c1", "#4a8597", "#133a57")),
    "golden": (("#ee9440", "#f9bd60", "#ffe1a0"), "#fff8e1", ("#dd8647", "#a34c2c", "#431b29")),
    "jacaranda": (("#6a58ae", "#b292cf", "#f4cbd6"), "#fff4e6", ("#a285cb", "#634d9f", "#272054")),
    "marine": (("#27658f", "#7dbac6", "#def0da"), "#fffdea", ("#69acb6", "#2b6e86", "#0c2f47")),
    "dusk": (("#1d2250", "#7b3f6f", "#ef7f64"), "#ffcd85", ("#8f4c78", "#513262", "#15143a")),
}
LIGHT_CHOICES = [
    ("dawn", _("Dawn: rose and blue")),
    ("morning", _("Morning: sky blue and yellow")),
    ("golden", _("Golden hour: orange")),
    ("jacaranda", _("Jacaranda: violet")),
    ("marine", _("Marine: sea blue and green")),
    ("dusk", _("Dusk: night blue and red")),
]
HOME = (("#fbe3bd", "#fad193", "#f9bf68"), "#e8642c", ("#b9a7d3", "#5f4b9c", "#16193a"))
# The landmarks of each kind of land, as far as the network has them.
LANDMARKS = settings.NETWORK.landmarks
NO_TOWERS = tuple(landmark for landmark in LANDMARKS if landmark != "skyline") or LANDMARKS
TERRAINS = {"hills": LANDMARKS, "range": LANDMARKS, "canyon": NO_TOWERS, "coast": LANDMARKS}
# The random seed. This number spreads today's schools well; another would change every picture, so it stays. If a new
# school looks like its neighbors, set its `SchoolPage.light` (“colors of the landscape”).
EDITION = 7534
SHAPES = {  # width and height of the viewBox
    "card": (160, 100),
    "thumb": (160, 100),
    "banner": (600, 160),
    "hero": (1600, 720),
}
RINGS = {  # in radii of the sun
    "card": (4.6, 3.0, 1.8),
    "thumb": (4.6, 3.0, 1.8),
    "banner": (6.4, 4.5, 3.0, 1.8),
    "hero": (6.6, 4.7, 3.2, 1.95),
}
RIDGES = {"card": 4, "thumb": 4, "banner": 5, "hero": 5}


def palms(draw, x: float, ground, tall: float) -> str:
    """Draw three to five slim palms around `x`: `ground(x)` is the height of the land, `tall` that of the tallest."""
    d, place = "", x
    for size in draw.choice(((1, 0.72, 0.86), (0.7, 1, 0.82, 0.58), (0.84, 1, 0.62), (0.6, 0.9, 1, 0.7, 0.5))):
        height = tall * size
        d += _palm(place, ground(place) + 3, height, height * draw.uniform(-0.08, 0.08), draw.uniform(-0.2, 0.2))
        place += tall * draw.uniform(0.2, 0.42)
    return d


def _palm(x: float, foot: float, height: float, lean: float, turn: float) -> str:
    wide = max(1.2, height * 0.028)
    top_x, top_y = x + lean, foot - height
    d = f"M{x - wide:.1f} {foot:.0f}Q{x:.1f} {foot - height / 2:.0f} {top_x - wide * 0.4:.1f} {top_y:.1f}"
    d += f"h{wide * 0.8:.1f}Q{x + wide:.1f} {foot - height / 2:.0f} {x + wide:.1f} {foot:.0f}z"
    reach = height * 0.27
    for angle in (-0.42, 0.05, 0.55, 1.1, 2.05, 2.6, 3.1, 3.55):  # fronds, from right to left
        out, up = reach * math.cos(angle + turn), reach * (0.42 - 0.86 * math.sin(angle + turn))
        rise = min(up, 0) - reach * 0.3
        d += f"M{top_x:.1f} {top_y:.1f}q{out * 0.4:.1f} {rise:.1f} {out:.1f} {up:.1f}"
        d += f"q{-out * 0.5:.1f} {rise * 0.62 - up:.1f} {-out:.1f} {-up:.1f}z"
    return d


def skyline(draw, x: float, ground: float, wide: float, tall: float) -> str:
    """Draw towers around `x` on level `ground`, taller toward the middle; the tallest steps back at its top."""
    towers = 9
    step = wide / towers
    crown = draw.choice((3, 4, 5))
    d, level = f"M{x - wide / 2:.0f} {ground:.0f}", 0.0
    for n in range(towers):
        middle = 1 - abs(n - 4) / 4.6
        height = tall * (0.8 if n == crown else 0.3 + middle * draw.uniform(0.1, 0.4))
        d += f"v{level - height:.0f}"
        if n == crown:
            spire = tall * 0.22
            d += f"h{step * 0.2:.0f}v{-spire:.0f}h{step * 0.6:.0f}v{spire:.0f}h{step * 0.2:.0f}"
        else:
            d += f"h{step * draw.uniform(0.75, 1):.0f}"
        level = height
    return f"{d}V{ground:.0f}z"


def steps(to_left: bool, width: int, height: int, run: float, rise: float) -> str:
    """Draw a graduation stage: six even steps from the lower edge, rising to the left or the right side."""
    run, rise = round(run), round(rise)
    sign, edge = ("-", 6 * run) if to_left else ("", width - 6 * run)
    return f"M{edge} {height}" + f"v-{rise}h{sign}{run}" * 6 + f"V{height}z"


@lru_cache(maxsize=2048)
def svg(name: str, shape: str = "card", light: str = "") -> SafeString:
    """Return the landscape of `name` as inline SVG, hidden from screen readers. The name is not in it.

    `shape` is `card` (8:5), `thumb` (a square of the card around its sun), `banner` (15:4), all cropped to fill their
    box, or `hero` (20:9): for the home page, without a sky and with the sun to the right, its parts named by class
    so that the stylesheet can color them.
    `light` is a key of `LIGHTS`; if empty, the name decides.
    """
    hero = shape == "hero"
    width, height = SHAPES[shape]
    draw = random.Random(hashlib.sha256(f"{EDITION} {name}".encode()).digest())  # noqa: S311 (draws a picture, guards nothing)
    default_light = draw.choice(list(LIGHTS))
    terrain = draw.choice(list(TERRAINS))
    landmark = draw.choice(TERRAINS[terrain])
    sun_x = draw.choice((0.24, 0.38, 0.62, 0.76)) + draw.uniform(-0.05, 0.05)
    sky, sun, land = HOME if hero else LIGHTS[light or default_light]  # HOME is in the colors of the stylesheets
    if hero:
        terrain, landmark, sun_x = "hills", LANDMARKS[0], 0.72
    level = height * (0.7 if hero else draw.uniform(0.52, 0.62))
    x, r = width * sun_x, height * draw.uniform(0.12, 0.16)
    y = level - height * (0.1 if hero else draw.uniform(0.0, 0.1))
    away = 0.86 if hero or sun_x < 0.5 else 0.14  # where there is room next to the sun

    parts = [] if hero else [_path(sky[0], f"M0 0h{width}v{height}H0z")]
    for ring, growth in enumerate(RINGS[shape], 1):
        light_of_ring = _blend(sky, ring / len(RINGS[shape]))
        parts.append(_circle(light_of_ring, x, y, r * growth, f"ring ring-{ring}" if hero else ""))
    parts.append(_circle(sun, x, y, r, "sun" if hero else ""))

    count = RIDGES[shape]
    for depth in range(count):
        near = depth / (count - 1)
        fill, kind = _blend(land, near), f"ridge-{depth}" if hero else ""
        if landmark == "skyline" and depth == 1:
            towers = skyline(draw, width * away, level + height * 0.16, height * 0.85, height * (0.3 if hero else 0.5))
            parts.append(_path(_blend(land, 0.5), towers))
        if terrain == "coast" and depth == 1:
            parts += _sea(draw, land, sun, x, level, width, height)
            continue
        line, ground = _ridge(draw, terrain, depth, near, sun_x, level, width, height)
        if landmark == "palms" and depth == count - 1:
            grove = palms(draw, width * away - height * 0.2, ground, height * (0.4 if hero else 0.46))
            parts.append(_path(fill, grove, kind))
        parts.append(_path(fill, f"{line}V{height}H0z", kind))
    if landmark == "steps":
        run, rise = min(width * 0.085, height * 0.15), (height - level) * 0.14
        parts.append(_path(_blend(land, 1), steps(away < 0.5, width, height, run, rise)))
    view_x, view_width = 0, width
    if shape == "thumb":
        view_x, view_width = round(min(max(x - height / 2, 0), width - height)), height
    kind = ' class="horizon"' if hero else ""
    align = "xMaxYMax" if hero else "xMidYMid"
    drawn = settings.NETWORK.colors.recolored("".join(parts))
    return mark_safe(  # noqa: S308 (numbers and colors of this module only)
        f'<svg{kind} viewBox="{view_x} 0 {view_width} {height}" preserveAspectRatio="{align} slice" aria-hidden="true" '
        f'focusable="false">{drawn}</svg>'
    )


def as_file(inline: str) -> str:
    """Return an inline SVG as the contents of a file, which needs the XML namespace."""
    return inline.replace("<svg ", f'<svg xmlns="{SVG}" ', 1)


def _path(fill: str, d: str, name: str = "") -> str:
    kind = f' class="{name}"' if name else ""
    return f'<path{kind} fill="{fill}" d="{d}"/>'


def _circle(fill: str, x: float, y: float, r: float, name: str = "") -> str:
    kind = f' class="{name}"' if name else ""
    return f'<circle{kind} fill="{fill}" cx="{x:.0f}" cy="{y:.0f}" r="{r:.0f}"/>'


def _blend(colors: tuple[str, ...], t: float) -> str:
    """Return the color at `t` (0 to 1) along the evenly spaced `colors`."""
    place = t * (len(colors) - 1)
    first = min(int(place), len(colors) - 2)
    pairs = zip(bytes.fromhex(colors[first][1:]), bytes.fromhex(colors[first + 1][1:]), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * (place - first)):02x}" for a, b in pairs)


def _ridge(draw, terrain, depth, near, sun_x, skyline, width, height):
    """Return the upper edge of one layer of land, left to right, and a function that gives its height at x."""
    base = skyline + (height - skyline) * (0.06 + 0.74 * near)
    if terrain == "range" and near < 0.5:
        return _peaks(draw, base, width, height * (0.3 - 0.26 * near)), lambda x: base
    tall = height * draw.uniform(0.045, 0.085)
    slow, quick = draw.uniform(0.55, 1.05), draw.uniform(1.3, 2.1)
    slow_start, quick_start = draw.uniform(0, math.tau), draw.uniform(0, math.tau)
    lean = 1 if depth % 2 else -1  # canyon walls alternate sides

    def elevation(u: float) -> float:
        wave = tall * (math.sin(math.tau * slow * u + slow_start) + 0.55 * math.sin(math.tau * quick * u + quick_start))
        if terrain == "canyon":
            away = max(0.0, (u - sun_x) * lean + 0.12)
            return 0.35 * wave + height * (0.78 - 0.3 * near) * away**1.25
        if terrain == "coast" and near < 0.9:  # a headland away from the sun, then nearer ones toward it
            away = max(0.0, abs(u - sun_x) - 0.1) if (u > sun_x) == (sun_x < 0.5) else 0.0
            return 0.25 * wave * min(1, away * 5) + height * (0.5 * away - 0.12 * near - 0.06)
        return wave

    points = 9 if width / height > 2 else 7
    line = _curve([base - elevation(i / (points - 1)) for i in range(points)], width)
    return line, lambda x: base - elevation(x / width)


def _curve(levels: list[float], width: int) -> str:
    """Return a smooth line through evenly spaced `levels` (Catmull-Rom, as SVG's relative smooth curves)."""
    step = width / (len(levels) - 1)
    last = len(levels) - 1
    y = round(levels[0])
    line, x = f"M0 {y}", 0
    for i in range(1, last + 1):
        slope = (levels[min(i + 1, last)] - levels[i - 1]) / 6
        to_x, to_y = round(step * i), round(levels[i])
        lead = "s" if i > 1 else f"c{step / 3:.0f} {(levels[1] - levels[0]) / 3:.0f} "
        line += f"{lead}{step * 2 / 3:.0f} {levels[i] - slope - y:.0f} {to_x - x} {to_y - y}"
        x, y = to_x, to_y
    return line


def _peaks(draw, base: float, width: int, tall: float) -> str:
    """Return mountains: alternating summits and saddles, joined by straight slopes."""
    line, x = f"M0 {base - tall * draw.uniform(0.1, 0.5):.0f}", 0.0
    while x < width:
        for low, high in ((0.5, 1.0), (0.05, 0.4)):
            x += tall * draw.uniform(0.7, 1.5)
            line += f"L{x:.0f} {base - tall * draw.uniform(low, high):.0f}"
    return line


def _sea(draw, land, sun, x, skyline, width, height) -> list[str]:
    """Return flat water below the skyline, with the sun's reflection on it."""
    top = round(skyline + height * 0.03)
    glints, y = "", top + height * 0.03
    while y < height * 0.95:
        half = height * draw.uniform(0.04, 0.15)
        glints += f"M{x - half:.0f} {y:.0f}h{2 * half:.0f}v{height * 0.012:.0f}h-{2 * half:.0f}z"
        y += height * 0.05
    return [_path(_blend(land, 0.3), f"M0 {top}h{width}V{height}H0z"), _path(sun, glints)]
