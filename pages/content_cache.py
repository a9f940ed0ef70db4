"""What only a change of the content can alter, kept by this process until something changes.

Whoever answers a request says which state of the content it sees (`in_content`): a small query that is made before
anything is built, so what is kept under its answer is never older. Outside of that nothing is kept.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import TypeVar

K, T = TypeVar("K", bound=Hashable), TypeVar("T")

ROOM = 20_000_000  # characters; when they are used up, it begins anew
OF_AN_OBJECT = 2_000  # about what a row of the database takes

_version: ContextVar[Callable[[], str] | None] = ContextVar("content_version", default=None)


class Kept(dict):
    """What was built of one state of the content, by key; `size` in characters."""

    def __init__(self, version: str = ""):
        super().__init__()
        self.version, self.size = version, 0

    def __setitem__(self, key, built):
        self.size += len(built) if isinstance(built, str) else OF_AN_OBJECT
        super().__setitem__(key, built)


_kept = Kept()


@contextmanager
def in_content(version: Callable[[], str]) -> Iterator[None]:
    """While it lasts, things are kept under what `version` answers; it is asked once, if at all."""
    token = _version.set(cache(version))
    try:
        yield
    finally:
        _version.reset(token)


def memo(key: Hashable, build: Callable[[], T]) -> T:
    """What `build` gave for `key` in this state of the content. Several requests get the same object: it is not to be
    changed, and what depends on the time does not belong in it."""
    of_content = _of_content()
    if key not in of_content:
        of_content[key] = build()
    return of_content[key]


def memo_each(name: str, keys: Iterable[K], build: Callable[[list[K]], dict[K, T]]) -> dict[K, T]:
    """The same for many `keys` of one kind, of which `build` makes those that are missing; what it does not make is
    left out."""
    of_content = _of_content()
    keys = list(keys)
    if missing := [key for key in keys if (name, key) not in of_content]:
        built = build(missing)
        for key in missing:
            of_content[name, key] = built.get(key)
    found = {key: of_content[name, key] for key in keys}
    return {key: one for key, one in found.items() if one is not None}


def _of_content() -> Kept:
    global _kept
    asked = _version.get()
    if asked is None:
        return Kept()
    version, of_content = asked(), _kept
    if of_content.version != version or of_content.size > ROOM:
        _kept = of_content = Kept(version)
    return of_content  # another thread may begin a newer one meanwhile
