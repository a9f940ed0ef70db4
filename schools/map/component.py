"""The data for `components/map.html`: the view, the pins, the names, and a searched place.

There is one pin for each campus, even with several schools. Those that overlap move apart, with a line to their place.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from math import hypot

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
class Place:
    """The schools at one point of the base (in its units), or at several nearby points."""

    point: Point
    profiles: list = field(default_factory=list)
    number: int = 0

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
        campuses = {}
        for profile in self.profiles:
            campus = profile.school.campus
            campuses.setdefault((campus.street, campus.zip), (campus, []))[1].append(profile)
        return list(campuses.values())


@dataclass(frozen=True)
class Pin:
    """A place on the map: `x` and `y` in percent of the map, and the pin's offset `dx` and `dy` in CSS pixels."""

    place: Place
    x: str
    y: str
    dx: str
    dy: str

    @property
    def is_aside(self) -> bool:
        """Whether the pin is so far from its place that it needs a line to it."""
        return hypot(float(self.dx), float(self.dy)) > ASIDE


def places_of(profiles: Iterable) -> tuple[list[Place], int]:
    """Return the places of all profiles in order, and the number of schools without a point on the base."""
    by_point, lost = {}, 0
    for profile in profiles:
        campus = profile.school.campus
        if campus.latitude is None or campus.longitude is None:
            lost += 1
            continue
        degrees = float(campus.latitude), float(campus.longitude)
        if not is_shown(*degrees):
            lost += 1
            continue
        by_point.setdefault(degrees, Place(project(*degrees))).profiles.append(profile)
    places = list(by_point.values())
    cell = WIDTH / 64
    while len(places) > MOST:
        places, cell = _merged(places, cell), cell * 1.5
    several = 0
    for place in places:
        if len(place.profiles) > 1:
            several += 1
            place.number = several
    return places, lost


def _merged(places: list[Place], cell: float) -> list[Place]:
    """Merge the places in each square of a grid into one, at their average point."""
    squares = defaultdict(list)
    for place in places:
        squares[int(place.point[0] // cell), int(place.point[1] // cell)].append(place)
    return [
        Place(
            (sum(place.point[0] for place in group) / len(group), sum(place.point[1] for place in group) / len(group)),
            [profile for place in group for profile in place.profiles],
        )
        for group in squares.values()
    ]


def pins_of(places: list[Place], view: View) -> list[Pin]:
    """Return the places as pins in `view`, moved apart where they would overlap on a phone."""
    width, height = NARROWEST, NARROWEST / RATIO
    shares = [view.share(place.point) for place in places]
    points = tuple((round(x * width, 1), round(y * height, 1)) for x, y in shares)
    return [
        Pin(place, f"{100 * x:.2f}%", f"{100 * y:.2f}%", f"{to_x - at_x:.1f}", f"{to_y - at_y:.1f}")
        for place, (x, y), (at_x, at_y), (to_x, to_y) in zip(
            places, shares, points, spread(points, width, height), strict=True
        )
    ]


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
        return {pin.place.kind for pin in self.pins}

    @property
    def levels(self) -> list[tuple[str, dict]]:
        """The sign and the name of each level with a pin, the highest first."""
        levels = settings.NETWORK.levels
        return [(sign, levels[key].name) for key, sign in SIGNS.items() if key in self.kinds]

    @property
    def several(self) -> list[Place]:
        """The places with more than one school."""
        return [pin.place for pin in self.pins if pin.place.number]

    @property
    def count(self) -> int:
        return sum(len(pin.place.profiles) for pin in self.pins)

    @property
    def has_closed(self) -> bool:
        return any(pin.place.is_closed for pin in self.pins)


def school_map(profiles: Iterable, place=None) -> SchoolMap:
    """Return the map of `profiles`. Makes no queries if `school.campus` is fetched.

    `place` has `latitude`, `longitude`, and `name`. It is left out if it is outside the base.
    """
    places, lost = places_of(profiles)
    points = [pin_place.point for pin_place in places]
    searched = None
    if place and is_shown(*(degrees := (float(place.latitude), float(place.longitude)))):
        searched = project(*degrees)
        points.append(searched)
    view = fit(points)
    pins = pins_of(places, view)
    free = [(*view.share(pin.place.point), float(pin.dx), float(pin.dy)) for pin in pins]
    if searched:
        x, y = view.share(searched)
        free += [(x, y, 0, 0)]
        searched = Name(place.name, f"{100 * x:.2f}%", f"{100 * y:.2f}%", tier=0)
    return SchoolMap(view, pins, names_in(view, tuple(free)), searched, lost)
