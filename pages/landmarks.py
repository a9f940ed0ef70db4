"""Landmarks in a drawn landscape: palms, a skyline, rising steps. Each is the `d` of one SVG path.

Coordinates are those of the picture, rounded to whole units to keep it small. `draw` is the picture's random source.
"""

import math


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
