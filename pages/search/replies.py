"""Short replies to what families ask for, such as “bus” or “lottery”, above the results of a search.

`pages` cannot import `schools`, so apps that know replies register a source here when they start.
"""

from collections.abc import Callable
from dataclasses import dataclass

from wagtail.models import Page


@dataclass(frozen=True)
class Link:
    """A link to a public page. `suffix` follows the address: “#section” or “?q=soccer”."""

    page: Page
    text: str
    suffix: str = ""


@dataclass(frozen=True)
class Reply:
    """One reply, in `language`: a title, a short text, and links to read on.

    `is_answer`: it answers the question; otherwise it leads to where it can be asked.
    """

    title: str
    text: str
    language: str
    links: tuple[Link, ...] = ()
    is_answer: bool = True


_sources: list[Callable[[str], list[Reply]]] = []


def register(source: Callable[[str], list[Reply]]) -> None:
    """Register `source`, which returns the replies to a text."""
    _sources.append(source)


def replies(text: str) -> list[Reply]:
    """Return the replies of all sources to `text`."""
    return [reply for source in _sources for reply in source(text)]
