"""Who gets the mail that follows what staff do here, so that a page claims no mail that nobody gets.

Roles are the top layer's: it says who that is when the app starts (alliance_site/apps.py).
"""

from collections.abc import Callable

_found: dict[str, Callable] = {}


def register(**callables: Callable) -> None:
    """`office()` and `reviewers(page)`: users with an e-mail address."""
    _found.update(callables)


def office() -> list:
    """Those in the office who get mail about the schools' desks."""
    return _found["office"]()


def reviewers(page, submitted_by=None) -> list:
    """Those who get mail when the profile `page` is submitted; not the one who submits it."""
    return [user for user in _found["reviewers"](page) if user != submitted_by]
