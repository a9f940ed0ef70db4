"""An in-process cache of what depends only on site content, emptied when any content changes.

`in_content` names the version of the content that a request sees: that of the database, and the day. It is one small
query, made before anything is built, so nothing cached under it is older. Outside `in_content` nothing is cached.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, wraps
from typing import TypeVar

from django.utils import timezone

K, T = TypeVar("K", bound=Hashable), TypeVar("T")

MAX_SIZE = 20_000_000  # characters; beyond this the cache is emptied
OBJECT_SIZE = 2_000  # characters counted for any value that is not text

_version: ContextVar[Callable[[], str] | None] = ContextVar("content_version", default=None)


class ContentCache(dict):
    """Cached values of one content version, by key; `size` is in characters."""

    def __init__(self, version: str = ""):
        super().__init__()
        self.version, self.size = version, 0

    def __setitem__(self, key, built):
        self.size += len(built) if isinstance(built, str) else OBJECT_SIZE
        super().__setitem__(key, built)


_cache = ContentCache()


@contextmanager
def in_content(version: Callable[[], str]) -> Iterator[None]:
    """Cache under the version that `version` returns, and the day; it is called at most once."""
    token = _version.set(cache(lambda: f"{version()} {timezone.localdate()}"))
    try:
        yield
    finally:
        _version.reset(token)


def memo(key: Hashable, build: Callable[[], T], keep: Callable[[T], bool] = lambda built: True) -> T:
    """Return the cached value for `key`, building it with `build` if missing. It is cached if `keep` says so.

    Requests share the object: do not change it, and do not cache anything that depends on the time of day. Keys that
    visitors can make up need `keep`.
    """
    current = _current_cache()
    if key in current:
        return current[key]
    built = build()
    if keep(built):
        current[key] = built
    return built


def memoized(build: Callable[..., T]) -> Callable[..., T]:
    """Make a function of hashable arguments cache its value, as `memo` does."""

    @wraps(build)
    def get(*args):
        return memo((build.__module__, build.__qualname__, *args), lambda: build(*args))

    return get


def memo_each(name: str, keys: Iterable[K], build: Callable[[list[K]], dict[K, T]]) -> dict[K, T]:
    """Return the cached values for `keys`, building the missing ones at once. Keys without a value are left out."""
    current = _current_cache()
    keys = list(keys)
    if missing := [key for key in keys if (name, key) not in current]:
        built = build(missing)
        for key in missing:
            current[name, key] = built.get(key)
    values = {key: current[name, key] for key in keys}
    return {key: value for key, value in values.items() if value is not None}


def _current_cache() -> ContentCache:
    global _cache
    get_version = _version.get()
    if get_version is None:
        return ContentCache()
    version, current = get_version(), _cache
    if current.version != version or current.size > MAX_SIZE:
        _cache = current = ContentCache(version)
    return current  # not `_cache`, which another thread may replace
