"""The data for `components/map.html`: the view, the pins, the names, and a searched place.

There is one pin for each campus, even with several schools. Those that overlap move apart, with a line to their place.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from math import hypot
from statistics import fmean

from django.conf import settings

from .base import HEIGHT, NARROWEST, RATIO, WIDTH, Point, View, fit, is_shown, project
from .names import Name, names_in

GAP = 27  # CSS pixels between the centers of two pins
EDGE = 15  # CSS pixels from the center of a pin to the edge
ROUNDS = 80
ASIDE = 14  # CSS pixels; a nearer pin covers its place and needs no line
SHAPES = ("circle", "diamond", "square")
MOST = 40  # pins; above this, neighbors share one

# How pins look, by level, from the highest: `map_sign.html` and css/components/map.css draw them.
SIGNS = {key: SHAPES[min(n, len(SHAPES) - 1)] for n, key in enumerate(reversed(settings.NETWORK.levels))}


@dataclass
class Pin:
    """The schools at one point of the base (in its units), or at several nearby points.

    `x` and `y`: where that is, in percent of the map. `dx` and `dy`: how far aside the pin is, in CSS pixels. `number`
    counts the pins of several schools; it is 0 for one of a single school.
    """

    point: Point
    profiles: list = field(default_factory=list)
    number: int = 0
    x: str = ""
    y: str = ""
    dx: str = ""
    dy: str = ""

    @property
    def kind(self) -> str:
        """The key of the school's level, or `many` for several schools."""
        return "many" if len(self.profiles) > 1 else self.profiles[0].school.level

    @property
    def sign(self) -> str:
        return SIGNS.get(self.kind, "many")

    @property
    def is_closed(self) -> bool:
        return all(profile.school.is_closed for profile in self.profiles)

    @property
    def slugs(self) -> str:
        """The short names of the schools, for `data-school`."""
        return " ".join(profile.school.slug for profile in self.profiles)

    @property
    def campuses(self) -> list[tuple[object, list]]:
        """Each campus with its profiles, in order."""
        campuses = defaultdict(list)
        for profile in self.profiles:
            campuses[profile.school.campus].append(profile)
        return list(campuses.items())

    @property
    def is_aside(self) -> bool:
        """Whether the pin is so far from its place that it needs a line to it."""
        return hypot(float(self.dx), float(self.dy)) > ASIDE


def pins_of(profiles: Iterable) -> tuple[list[Pin], int]:
    """Return the pins of all profiles in order, and the number of schools without a point on the base."""
    by_point, lost = {}, 0
    for profile in profiles:
        degrees = profile.school.campus.point
        if degrees and is_shown(*degrees):
            by_point.setdefault(degrees, Pin(project(*degrees))).profiles.append(profile)
        else:
            lost += 1
    pins, cell = list(by_point.values()), WIDTH / 64
    while len(pins) > MOST:
        pins, cell = _merged(pins, cell), cell * 1.5
    for number, pin in enumerate((pin for pin in pins if len(pin.profiles) > 1), 1):
        pin.number = number
    return pins, lost


def _merged(pins: list[Pin], cell: float) -> list[Pin]:
    """Merge the pins in each square of a grid into one, at their average point."""
    squares = defaultdict(list)
    for pin in pins:
        squares[int(pin.point[0] // cell), int(pin.point[1] // cell)].append(pin)
    return [
        Pin(
            (fmean(pin.point[0] for pin in group), fmean(pin.point[1] for pin in group)),
            [profile for pin in group for profile in pin.profiles],
        )
        for group in squares.values()
    ]


def arrange(pins: list[Pin], view: View) -> None:
    """Place the pins in `view`, moved apart where they would overlap on a phone."""
    width, height = NARROWEST, NARROWEST / RATIO
    shares = [view.share(pin.point) for pin in pins]
    points = tuple((round(x * width, 1), round(y * height, 1)) for x, y in shares)
    for pin, (x, y), (at_x, at_y), (to_x, to_y) in zip(
        pins, shares, points, spread(points, width, height), strict=True
    ):
        pin.x, pin.y = f"{100 * x:.2f}%", f"{100 * y:.2f}%"
        pin.dx, pin.dy = f"{to_x - at_x:.1f}", f"{to_y - at_y:.1f}"


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


@dataclass(frozen=True)
class SchoolMap:
    """One map. `searched` is the place that the visitor searched near, `lost` how many schools have no point on it."""

    view: View
    pins: list[Pin]
    names: tuple[Name, ...]
    searched: Name | None
    lost: int

    width, height = f"{WIDTH:.0f}", f"{HEIGHT:.0f}"  # of the base, in its units

    @property
    def is_shown(self) -> bool:
        return bool(self.pins or self.searched)

    @property
    def kinds(self) -> set[str]:
        """The kinds of pins on the map, for its legend."""
        return {pin.kind for pin in self.pins}

    @property
    def levels(self) -> list[tuple[str, dict]]:
        """The sign and the name of each level with a pin, the highest first."""
        levels = settings.NETWORK.levels
        return [(sign, levels[key].name) for key, sign in SIGNS.items() if key in self.kinds]

    @property
    def several(self) -> list[Pin]:
        """The pins of more than one school."""
        return [pin for pin in self.pins if pin.number]

    @property
    def count(self) -> int:
        return sum(len(pin.profiles) for pin in self.pins)

    @property
    def has_closed(self) -> bool:
        return any(pin.is_closed for pin in self.pins)


def school_map(profiles: Iterable, searched=None) -> SchoolMap:
    """Return the map of `profiles`. Makes no queries if `school.campus` is fetched.

    `searched` is a place of the register. It is left out if it is outside the base.
    """
    pins, lost = pins_of(profiles)
    here = project(*searched.point) if searched and is_shown(*searched.point) else None
    points = [pin.point for pin in pins]
    view = fit([*points, here] if here else points)
    arrange(pins, view)
    free = [(*view.share(pin.point), float(pin.dx), float(pin.dy)) for pin in pins]
    name = None
    if here:
        x, y = view.share(here)
        free += [(x, y, 0, 0)]
        name = Name(searched.name, f"{100 * x:.2f}%", f"{100 * y:.2f}%", tier=0)
    return SchoolMap(view, pins, names_in(view, tuple(free)), name, lost)
