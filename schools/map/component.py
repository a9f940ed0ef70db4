"""The data for `components/map.html`: the view, the pins, the names, and a searched place."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from .names import Name, names_in
from .pins import SIGNS, Pin, Place, pins_of, places_of
from .projection import HEIGHT, WIDTH, View, fit, is_shown, project


@dataclass(frozen=True)
class Searched:
    """The place that the visitor searched near. `x` and `y` are in percent of the map."""

    name: str
    x: str
    y: str


@dataclass(frozen=True)
class SchoolMap:
    """One map. `lost` is the number of schools without a point on it."""

    view: View
    pins: list[Pin]
    names: tuple[Name, ...]
    searched: Searched | None
    lost: int

    whole = f"{WIDTH:.0f} {HEIGHT:.0f}"  # size of the base, in its units

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
        searched = Searched(place.name, f"{100 * x:.2f}%", f"{100 * y:.2f}%")
    return SchoolMap(view, pins, names_in(view, tuple(free)), searched, lost)
