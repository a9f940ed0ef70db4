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
    placed = [list(point) for point in points]
    for _round in range(ROUNDS):
        moved = False
        for i, one in enumerate(placed):
            for other in placed[:i]:
                across, down = one[0] - other[0], one[1] - other[1]
                if abs(across) >= GAP or abs(down) >= GAP:
                    continue
                apart = hypot(across, down)
                if apart > GAP - 0.1:
                    continue
                if apart < 0.01:
                    across, apart = 0.01, 0.01
                push = (GAP - apart) / 2 / apart
                one[0] += across * push
                one[1] += down * push
                other[0] -= across * push
                other[1] -= down * push
                moved = True
        for one in placed:
            one[0] = min(max(one[0], EDGE), width - EDGE)
            one[1] = min(max(one[1], EDGE), height - EDGE)
        if not moved:
            break
    return tuple((x, y) for x, y in placed)
