"""Pages that a search text names, such as a school's. They come first.

`pages` cannot import `schools`, so apps that know names register a source here when they start.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Named:
    """Primary keys of the public pages that are named, in the language of the request, most likely first.

    `is_whole`: all words match as typed; otherwise some are half typed or misspelled. `meant` is the corrected text,
    empty if nothing was misspelled.
    """

    pages: tuple[int, ...] = ()
    is_whole: bool = False
    meant: str = ""


_sources: list[Callable[[str], Named]] = []


def register(source: Callable[[str], Named]) -> None:
    """Register `source`, which returns the pages that a text names."""
    _sources.append(source)


def named(text: str) -> Named:
    """Return the answer of the first source that finds a name in `text`."""
    return next((names for source in _sources if (names := source(text)).pages), Named())
