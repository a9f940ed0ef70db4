"""The part of the base that a map shows."""

from dataclasses import dataclass

from .projection import HEIGHT, UNITS_PER_MILE, WIDTH

RATIO = 4 / 5  # width to height of every map; map.css keeps it, so positions in percent are right at any size
MARGIN = 0.11  # fraction of each side, around the outermost points: room for a pin on the narrowest phone
LEAST = 9 * UNITS_PER_MILE  # width, so that a single school appears with its surroundings


@dataclass(frozen=True)
class View:
    """A rectangle of the base, in its units."""

    x: float
    y: float
    width: float
    height: float

    @property
    def box(self) -> str:
        """The view as an SVG `viewBox`."""
        return f"{self.x:.0f} {self.y:.0f} {self.width:.0f} {self.height:.0f}"

    def share(self, point: tuple[float, float]) -> tuple[float, float]:
        """Return the point as fractions of width and height, from 0 to 1 inside the view."""
        return (point[0] - self.x) / self.width, (point[1] - self.y) / self.height


def fit(points: list[tuple[float, float]]) -> View:
    """Return the smallest view of all `points` with a margin. Without points, show the middle of the base."""
    xs, ys = [x for x, _y in points] or [0, WIDTH], [y for _x, y in points] or [0, HEIGHT]
    room = 1 - 2 * MARGIN
    width = max((max(xs) - min(xs)) / room, (max(ys) - min(ys)) / room * RATIO, LEAST)
    width = min(width, WIDTH, HEIGHT * RATIO)
    height = width / RATIO
    x, y = (max(xs) + min(xs) - width) / 2, (max(ys) + min(ys) - height) / 2
    x, y = min(max(x, 0), WIDTH - width), min(max(y, 0), HEIGHT - height)
    return View(round(x), round(y), round(width), round(height))  # rounded like `box`, so that pins match the base
