"""Old addresses as two maps for nginx, so that they lead on while the application is down."""

import re

from django.utils.encoding import iri_to_uri
from wagtail.models import Site

from toolkit.published_copy.routes import answered

from . import addresses
from .copy import put, read_file

MAPS = {True: "nginx/moved.map", False: "nginx/found.map"}  # for good (301), for the time being (302)
# What would mean something in nginx's configuration; such an address is redirected by the application.
UNSAFE = re.compile(r"[\"$\\\x00-\x1f\x7f]")


def write(site: Site) -> list[str]:
    """Writes the maps if they changed; the names of those that did."""
    changed = []
    for is_permanent, found in addresses.redirects(site).items():
        name, text = MAPS[is_permanent], _lines(site, found).encode()
        if read_file(name) != text:
            put(name, text, "text/plain")
            changed.append(name)
    return changed


def _lines(site: Site, found: dict[str, str]) -> str:
    """One line for each spelling of an old address, with and without a slash at its end.

    Left out is what the application answers itself: it redirects only what it has not. nginx takes capitals for small
    letters here, and does not start with two lines that are the same to it: the application redirects what is left out.
    """
    taken = answered(site, {address.lower() for old in found for address in _spellings(old)})
    lines: dict[str, str] = {}
    for old, new in sorted(found.items()):
        target = iri_to_uri(new)
        for address in _spellings(old):
            if address.lower() not in taken and address != new and not UNSAFE.search(address + target):
                lines.setdefault(address.lower(), f'"{address}" "{target}";\n')
    return "".join(lines.values())


def _spellings(old: str) -> tuple[str, str]:
    return old, f"{old}/"
