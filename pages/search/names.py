"""Pages that the words of a search name, such as a school's: they come first.

`pages` knows no schools. Whoever knows names registers a source here when the app starts.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Named:
    """The primary keys of the public pages, in the language of the request, that are named, the likeliest first.

    `is_whole` says that all words are there as they were typed; else some are half typed, or have a slip. `meant` is
    the text without its slips; empty if it has none.
    """

    pages: tuple[int, ...] = ()
    is_whole: bool = False
    meant: str = ""


_sources: list[Callable[[str], Named]] = []


def register(source: Callable[[str], Named]) -> None:
    """Adds `source`, which answers which pages a text names."""
    _sources.append(source)


def named(text: str) -> Named:
    """What the first source that knows a name says of `text`."""
    return next((found for source in _sources if (found := source(text)).pages), Named())
