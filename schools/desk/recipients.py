"""Who gets emails about what happens on the desk, so that a page does not promise an email that no one gets.

Roles belong to the top layer, which registers the recipients at startup (`alliance_site/wiring.py`).
"""

from collections.abc import Callable

_callables: dict[str, Callable] = {}


def register(**callables: Callable) -> None:
    """Register `office()`, `reviewers(page)`, and `authors(proposal)`, which return users with an email address."""
    _callables.update(callables)


def office() -> list:
    """Return the people in the office who get emails about school desks."""
    return _callables["office"]()


def reviewers(page, submitted_by=None) -> list:
    """Return the people who get an email when the profile `page` is submitted, without the person who submits it."""
    return [user for user in _callables["reviewers"](page) if user != submitted_by]


def authors(proposal) -> list:
    """Return the people who get an email when the proposal is decided."""
    return _callables["authors"](proposal)
