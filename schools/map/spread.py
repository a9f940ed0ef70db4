"""Move overlapping pins apart. A line then connects each pin with its place."""

from functools import lru_cache
from math import hypot

NARROWEST = 280  # CSS pixels: a map on a 320-pixel phone, used to compute overlaps
GAP = 27  # CSS pixels between the centers of two pins
EDGE = 15  # CSS pixels from the center of a pin to the edge
ROUNDS = 80

Point = tuple[float, float]


@lru_cache(maxsize=256)
def spread(points: tuple[Point, ...], width: float, height: float) -> tuple[Point, ...]:
    """Return positions for pins at `points` (CSS pixels), `GAP` apart if a map of this size has the room.

    Neighbors push each other along the line between them, so on a larger map they are even farther apart.
    `static/js/map.js` does the same for the map's actual size.
    """
    positions = [list(point) for point in points]
    for _round in range(ROUNDS):
        moved = False
        for i, point in enumerate(positions):
            for neighbor in positions[:i]:
                across, down = point[0] - neighbor[0], point[1] - neighbor[1]
                if abs(across) >= GAP or abs(down) >= GAP:
                    continue
                apart = hypot(across, down)
                if apart > GAP - 0.1:
                    continue
                if apart < 0.01:
                    across, apart = 0.01, 0.01
                push = (GAP - apart) / 2 / apart
                point[0] += across * push
                point[1] += down * push
                neighbor[0] -= across * push
                neighbor[1] -= down * push
                moved = True
        for point in positions:
            point[0] = min(max(point[0], EDGE), width - EDGE)
            point[1] = min(max(point[1], EDGE), height - EDGE)
        if not moved:
            break
    return tuple((x, y) for x, y in positions)
