"""One pin for each campus, however many schools are on it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import hypot

from .projection import WIDTH, is_shown, project
from .spread import NARROWEST, spread
from .view import RATIO, View

ASIDE = 14  # CSS pixels: nearer, the pin covers its place
MOST = 40  # pins; with more, neighbours share one

Point = tuple[float, float]


@dataclass
class Place:
    """Schools at one point of the base, in its units, or at several near ones."""

    point: Point
    profiles: list = field(default_factory=list)
    number: int = 0

    @property
    def kind(self) -> str:
        """`high`, `middle` or, of several schools, `many`."""
        return "many" if len(self.profiles) > 1 else self.profiles[0].school.level

    @property
    def is_closed(self) -> bool:
        return all(profile.school.is_closed for profile in self.profiles)

    @property
    def slugs(self) -> str:
        """The short names of the schools, as `data-school` has them."""
        return " ".join(profile.school.slug for profile in self.profiles)

    @property
    def campuses(self) -> list[tuple[object, list]]:
        """Each campus with its profiles, in their order."""
        found = {}
        for profile in self.profiles:
            campus = profile.school.campus
            found.setdefault((campus.street, campus.zip), (campus, []))[1].append(profile)
        return list(found.values())


@dataclass(frozen=True)
class Pin:
    """A place as it is drawn: `x` and `y` in percent of the map, `dx` and `dy` in CSS pixels beside it."""

    place: Place
    x: str
    y: str
    dx: str
    dy: str

    @property
    def is_aside(self) -> bool:
        """Whether the pin stands off its true place, so that a line must lead there."""
        return hypot(float(self.dx), float(self.dy)) > ASIDE


def places_of(profiles: Iterable) -> tuple[list[Place], int]:
    """The places of all profiles in their order, and how many schools the base has no place for."""
    found, lost = {}, 0
    for profile in profiles:
        campus = profile.school.campus
        if campus.latitude is None or campus.longitude is None:
            lost += 1
            continue
        degrees = float(campus.latitude), float(campus.longitude)
        if not is_shown(*degrees):
            lost += 1
            continue
        found.setdefault(degrees, Place(project(*degrees))).profiles.append(profile)
    places = list(found.values())
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
    """Places of one square of a grid as one, in the middle of them."""
    squares = defaultdict(list)
    for place in places:
        squares[int(place.point[0] // cell), int(place.point[1] // cell)].append(place)
    return [
        Place(
            (sum(one.point[0] for one in group) / len(group), sum(one.point[1] for one in group) / len(group)),
            [profile for one in group for profile in one.profiles],
        )
        for group in squares.values()
    ]


def pins_of(places: list[Place], view: View) -> list[Pin]:
    """The places as pins of `view`, moved aside where they would cover each other on a phone."""
    width, height = NARROWEST, NARROWEST / RATIO
    shares = [view.share(place.point) for place in places]
    points = tuple((round(x * width, 1), round(y * height, 1)) for x, y in shares)
    return [
        Pin(place, f"{100 * x:.2f}%", f"{100 * y:.2f}%", f"{to_x - at_x:.1f}", f"{to_y - at_y:.1f}")
        for place, (x, y), (at_x, at_y), (to_x, to_y) in zip(
            places, shares, points, spread(points, width, height), strict=True
        )
    ]
