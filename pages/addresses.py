"""Addresses of many pages. Wagtail works each out anew; those of pages that stand beside each other differ in their
last part only."""

import re
from collections.abc import Callable

PLAIN = re.compile(r"[-a-zA-Z0-9_]+")  # stands in an address as it is


def address(request, page) -> str:
    """The address of the page `page` as pages of this request link to it; empty if it has none."""
    return _beside(request, page, "url", lambda: page.get_url(request))


def full_address(request, page) -> str:
    """The same with protocol and host."""
    return _beside(request, page, "full", lambda: page.get_full_url(request))


def _beside(request, page, kind: str, work_out: Callable[[], str | None]) -> str:
    """What `work_out` says; from the second page of a folder on without asking it, for as long as the request."""
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
