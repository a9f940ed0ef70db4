"""The base map as one small SVG file without colors; the page's stylesheet colors each layer.

Pages show a layer with `<use href="base.svg#land">`. So browsers cache one file for all pages and for light, dark, and
forced colors. It is drawn on first use and stored under `var/`.
"""

from collections import defaultdict
from functools import cache
from itertools import pairwise
from pathlib import Path

from django.conf import settings

from toolkit.atomic_files import GeneratedFilesFinder, replacing

from .projection import HEIGHT, WIDTH, Feature, features

Point = tuple[int, int]


def base_svg() -> str:
    """Return the SVG: four paths with the ids `land`, `hills`, `limits` (city limits), and `roads` (freeways)."""
    layers = defaultdict(list)
    for feature in features():
        layers[feature.layer].append(feature)
    paths = {
        "land": "".join(_ring(line) for line in _rounded(layers["land"])),
        "hills": "".join(_ring(line) for line in _rounded(layers["hills"])),
        "limits": "".join(map(_path, _borders(layers["city"]))),
        "roads": "".join(map(_path, _rounded(layers["freeway"]))),
    }
    elements = "\n".join(f'<path id="{name}" vector-effect="non-scaling-stroke" d="{d}"/>' for name, d in paths.items())
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}">\n{elements}\n</svg>\n'


def _rounded(shapes: list[Feature]) -> list[list[Point]]:
    """Return all lines of `shapes`, rounded to whole units, without repeated points."""
    lines = []
    for line in (line for shape in shapes for line in shape.lines):
        points: list[Point] = []
        for x, y in line:
            point = (round(x), round(y))
            if not points or points[-1] != point:
                points.append(point)
        if len(points) > 1:
            lines.append(points)
    return lines


def _borders(cities: list[Feature]) -> list[list[Point]]:
    """Return the city limits as long lines. A border between two cities is included once."""
    neighbors = defaultdict(set)
    for ring in _rounded(cities):
        for start, end in pairwise(ring):
            neighbors[start].add(end)
            neighbors[end].add(start)

    def walk(point: Point) -> list[Point]:
        line = [point]
        while neighbors[point]:
            next_point = min(neighbors[point])
            neighbors[point].discard(next_point)
            neighbors[next_point].discard(point)
            line.append(next_point)
            point = next_point
        return line

    ends_first = sorted(neighbors, key=lambda point: (len(neighbors[point]) % 2 == 0, point))
    return [line for point in ends_first if len(line := walk(point)) > 1]


def _path(line: list[Point]) -> str:
    (x, y), *rest = line
    d = f"M{x} {y}l"
    for next_x, next_y in rest:
        step = f"{next_x - x} {next_y - y}".replace(" -", "-")
        d += step if d.endswith("l") or step.startswith("-") else f" {step}"
        x, y = next_x, next_y
    return d


def _ring(line: list[Point]) -> str:
    return f"{_path(line)}z"


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
