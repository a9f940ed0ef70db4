"""What only the apps above `pages` know about a search text: names, replies such as to “bus”, and words that are right.

`pages` cannot import `schools`, so that fills in `source` when it starts.
"""

from collections.abc import Callable
from dataclasses import dataclass

from wagtail.models import Page


@dataclass(frozen=True)
class Named:
    """Primary keys of the public pages that are named, in the language of the request, most likely first.

    `is_whole`: all words match as typed; otherwise some are half typed or misspelled. `meant` is the corrected text,
    empty if nothing was misspelled.
    """

    pages: tuple[int, ...] = ()
    is_whole: bool = False
    meant: str = ""


@dataclass(frozen=True)
class Link:
    """A link to a public page. `suffix` follows the address: “#section” or “?q=soccer”."""

    page: Page
    text: str
    suffix: str = ""


@dataclass(frozen=True)
class Reply:
    """One reply, in `language`: a title, a short text, and links to read on.

    `is_answer`: it answers the question; otherwise it leads to where it can be asked. `is_for_schools`: a school
    can tell more.
    """

    title: str
    text: str
    language: str
    links: tuple[Link, ...] = ()
    is_answer: bool = True
    is_for_schools: bool = True


@dataclass
class Source:
    """`named` returns the pages that a text names, `replies` the replies to it, `unanswered` what to say if all fail.

    `is_known` tells whether a folded word is a name or another word that is right as it is.
    """

    named: Callable[[str], Named] = lambda text: Named()
    replies: Callable[[str], list[Reply]] = lambda text: []
    unanswered: Callable[[str], list[Reply]] = lambda text: []
    is_known: Callable[[str], bool] = lambda word: False


source = Source()
