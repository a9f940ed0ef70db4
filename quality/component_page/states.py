"""What the page of components knows of each: when to use it, its files, the states it can be in."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Place(StrEnum):
    """Where on a page a component stands."""

    EDGE = "edge"  # beside the main part: header, footer
    FULL = "full"  # in the main part, from edge to edge
    BAND = "band"  # in a band of the main part, within the margins


@dataclass(frozen=True)
class State:
    """One way a component can look; `context` answers what its template needs."""

    name: str
    title: str
    context: Callable[[], dict]
    language: str = "en"
    is_tall: bool = False  # opens over what follows, so its frame needs room


@dataclass(frozen=True)
class Component:
    """`template` is what pages include; `shown_by`, if given, what shows it here: a list for its items, for example.

    `styles` is the name of its file in `static/css/components`.
    """

    name: str
    title: str
    use: str
    template: str
    styles: str
    states: list[State]
    place: Place = Place.BAND
    shown_by: str = ""

    @property
    def stylesheet(self) -> str:
        return f"static/css/components/{self.styles}.css"

    def state(self, name: str) -> State | None:
        return next((state for state in self.states if state.name == name), None)


USUAL, LONG, MANY, ONE = ("Usual"), ("Long text, very long words"), ("Many"), ("One")
