"""An in-process cache of what depends only on site content, emptied when any content changes.

`in_content` names the version of the content that a request sees. The version is one small query, made before
anything is built, so nothing cached under it is older. Outside `in_content` nothing is cached.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import TypeVar

K, T = TypeVar("K", bound=Hashable), TypeVar("T")

ROOM = 20_000_000  # characters; beyond this the cache is emptied
OF_AN_OBJECT = 2_000  # characters counted for any value that is not text

_version: ContextVar[Callable[[], str] | None] = ContextVar("content_version", default=None)


class Kept(dict):
    """Cached values of one content version, by key; `size` is in characters."""

    def __init__(self, version: str = ""):
        super().__init__()
        self.version, self.size = version, 0

    def __setitem__(self, key, built):
        self.size += len(built) if isinstance(built, str) else OF_AN_OBJECT
        super().__setitem__(key, built)


_kept = Kept()


@contextmanager
def in_content(version: Callable[[], str]) -> Iterator[None]:
    """Cache under the version that `version` returns; it is called at most once."""
    token = _version.set(cache(version))
    try:
        yield
    finally:
        _version.reset(token)


def memo(key: Hashable, build: Callable[[], T]) -> T:
    """Return the cached value for `key`, building it with `build` if missing.

    Requests share the object: do not change it, and do not cache anything that depends on the time.
    """
    of_content = _of_content()
    if key not in of_content:
        of_content[key] = build()
    return of_content[key]


def memo_each(name: str, keys: Iterable[K], build: Callable[[list[K]], dict[K, T]]) -> dict[K, T]:
    """Return the cached values for `keys`, calling `build` once for the missing ones.

    Keys that `build` returns nothing for are left out.
    """
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
    return of_content  # not `_kept`, which another thread may replace
