"""Page addresses. Wagtail works out each one separately; pages in the same folder differ in their last part only."""

import re
from collections.abc import Callable

PLAIN = re.compile(r"[-a-zA-Z0-9_]+")  # needs no escaping in an address


def address(request, page) -> str:
    """Return the link to `page` for this request; empty if the page has none."""
    return _beside(request, page, "url", lambda: page.get_url(request))


def full_address(request, page) -> str:
    """Return the same with protocol and host."""
    return _beside(request, page, "full", lambda: page.get_full_url(request))


def _beside(request, page, kind: str, work_out: Callable[[], str | None]) -> str:
    """Return what `work_out` returns, but call it only once per request for all pages in one folder."""
    if not hasattr(request, "_folders"):
        request._folders = {}
    folder, _slash, name = page.url_path[:-1].rpartition("/")
    known = request._folders.get((kind, folder))
    if known and PLAIN.fullmatch(name):
        return f"{known}{name}/"
    found = work_out() or ""
    if found.endswith(f"/{name}/"):
        request._folders[kind, folder] = found.removesuffix(f"{name}/")
    return found
