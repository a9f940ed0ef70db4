"""Redirects as two maps for nginx, so that they work while the application is down."""

import re

from django.db.models import Q
from django.utils.encoding import iri_to_uri
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from toolkit.areas import is_of_staff
from toolkit.published_copy.routes import answered

from .copy import put, read_file

MAPS = {True: "nginx/moved.map", False: "nginx/found.map"}  # permanent (301), temporary (302)
# Characters with a meaning in nginx's configuration. The application redirects these addresses.
UNSAFE = re.compile(r"[\"$\\\x00-\x1f\x7f]")


def write(site: Site) -> list[str]:
    """Write the maps that changed and return their names."""
    changed = []
    for is_permanent, targets in redirects(site).items():
        name, text = MAPS[is_permanent], _lines(site, targets).encode()
        if read_file(name) != text:
            put(name, text, "text/plain")
            changed.append(name)
    return changed


def _lines(site: Site, targets: dict[str, str]) -> str:
    """Return one line for each old address, with and without a final slash.

    Addresses of which the application answers one spelling are left out: redirects apply only to missing pages. nginx
    ignores case here and does not start if two lines differ only in case, so the application handles the second one.
    """
    answered_paths = answered(site, {address.lower() for old in targets for address in _spellings(old)})
    lines: dict[str, str] = {}
    for old, new in sorted(targets.items()):
        target = iri_to_uri(new)
        if answered_paths & {address.lower() for address in _spellings(old)}:
            continue
        for address in _spellings(old):
            if address != new and not UNSAFE.search(address + target):
                lines.setdefault(address.lower(), f'"{address}" "{target}";\n')
    return "".join(lines.values())


def _spellings(old: str) -> tuple[str, str]:
    return old, f"{old}/"


def redirects(site: Site) -> dict[bool, dict[str, str]]:
    """Return old addresses and their targets: {True: permanent, False: temporary}."""
    targets: dict[bool, dict[str, str]] = {True: {}, False: {}}
    rows = Redirect.objects.filter(Q(site=site) | Q(site=None)).select_related("redirect_page")
    for redirect in rows.order_by("site"):  # a redirect of this site comes before one of all sites
        target = redirect.link
        if target and "?" not in redirect.old_path and not is_of_staff(redirect.old_path):
            targets[redirect.is_permanent].setdefault(redirect.old_path, target)
    return targets
