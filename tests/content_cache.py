"""The state in which a page asks the database most."""

from pages import content_cache


def forget() -> None:
    """Drops what this process keeps of the content, as it does itself after every change."""
    content_cache._cache = content_cache.ContentCache()
