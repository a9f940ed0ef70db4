"""The base map as one small SVG file, without colours: the page's stylesheet gives them to each layer.

A page shows a layer by `<use href="base.svg#land">`, so the file is fetched once and kept, and light, dark and
forced colours need no second one.
"""

from collections import defaultdict
from itertools import pairwise

from .basin import Feature, features
from .projection import HEIGHT, WIDTH

Point = tuple[int, int]


def base_svg() -> str:
    """Four paths with ids: `land`, `hills`, `limits` (of cities), `roads` (freeways)."""
    layers = defaultdict(list)
    for feature in features():
        layers[feature.layer].append(feature)
    paths = {
        "land": "".join(_ring(line) for line in _rounded(layers["land"])),
        "hills": "".join(_ring(line) for line in _rounded(layers["hills"])),
        "limits": "".join(map(_path, _borders(layers["city"]))),
        "roads": "".join(map(_path, _rounded(layers["freeway"]))),
    }
    drawn = "\n".join(f'<path id="{name}" vector-effect="non-scaling-stroke" d="{d}"/>' for name, d in paths.items())
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}">\n{drawn}\n</svg>\n'


def _rounded(shapes: list[Feature]) -> list[list[Point]]:
    """All lines of `shapes` on whole units, without points that are no corner there any more."""
    lines = []
    for line in (line for shape in shapes for line in shape.lines):
        kept: list[Point] = []
        for x, y in line:
            point = (round(x), round(y))
            if not kept or kept[-1] != point:
                kept.append(point)
        if len(kept) > 1:
            lines.append(kept)
    return lines


def _borders(cities: list[Feature]) -> list[list[Point]]:
    """The limits of all cities, a border between two of them once: their edges joined into long lines."""
    at = defaultdict(set)
    for ring in _rounded(cities):
        for one, other in pairwise(ring):
            at[one].add(other)
            at[other].add(one)

    def walk(point: Point) -> list[Point]:
        line = [point]
        while at[point]:
            following = min(at[point])
            at[point].discard(following)
            at[following].discard(point)
            line.append(following)
            point = following
        return line

    ends_first = sorted(at, key=lambda point: (len(at[point]) % 2 == 0, point))
    return [line for point in ends_first if len(line := walk(point)) > 1]


def _path(line: list[Point]) -> str:
    (x, y), *rest = line
    d = f"M{x} {y}l"
    for following_x, following_y in rest:
        step = f"{following_x - x} {following_y - y}".replace(" -", "-")
        d += step if d.endswith("l") or step.startswith("-") else f" {step}"
        x, y = following_x, following_y
    return d


def _ring(line: list[Point]) -> str:
    return f"{_path(line)}z"
