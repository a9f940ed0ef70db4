"""Page addresses. Wagtail works out each one separately; pages in the same folder differ in their last part only."""

import re
from collections.abc import Callable

PLAIN = re.compile(r"[-a-zA-Z0-9_]+")  # needs no escaping in an address


def address(request, page) -> str:
    """Return the link to `page` for this request; empty if the page has none."""
    return _from_folder(request, page, "url", lambda: page.get_url(request))


def full_address(request, page) -> str:
    """Return the same with protocol and host."""
    return _from_folder(request, page, "full", lambda: page.get_full_url(request))


def _from_folder(request, page, kind: str, get_address: Callable[[], str | None]) -> str:
    """Return what `get_address` returns, but call it only once per request for all pages in one folder."""
    if not hasattr(request, "_folders"):
        request._folders = {}
    folder, _slash, name = page.url_path[:-1].rpartition("/")
    folder_address = request._folders.get((kind, folder))
    if folder_address and PLAIN.fullmatch(name):
        return f"{folder_address}{name}/"
    page_address = get_address() or ""
    if page_address.endswith(f"/{name}/"):
        request._folders[kind, folder] = page_address.removesuffix(f"{name}/")
    return page_address
