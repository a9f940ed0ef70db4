"""Redirects as two maps for nginx, so that they work while the application is down.

They must not hide an address that the application answers itself. `answered` checks the URL configuration and the page
tree, like a request, but for many addresses at once. Addresses that are not in the copy (a private page, a comparison,
the search) count, too.
"""

import re
from collections.abc import Iterable
from urllib.parse import unquote

from django.db.models import Q
from django.db.models.functions import Lower
from django.http import Http404
from django.utils import translation
from django.utils.encoding import iri_to_uri
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.models import Page, Site

from toolkit.areas import is_of_staff, view_at
from toolkit.published_copy.contents import below
from toolkit.published_copy.copy import put, read_file

PAGE_VIEW = "wagtail_serve"  # the URL name of the catch-all view

MAPS = {True: "nginx/moved.map", False: "nginx/found.map"}  # permanent (301), temporary (302)
# Characters with a meaning in nginx's configuration. The application redirects these addresses.
UNSAFE = re.compile(r"[\"$\\\x00-\x1f\x7f]")


def write(site: Site) -> None:
    """Write the maps that changed."""
    for is_permanent, targets in redirects(site).items():
        name, text = MAPS[is_permanent], _lines(site, targets).encode()
        if read_file(name) != text:
            put(name, text, "text/plain")


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


def answered(site: Site, paths: Iterable[str]) -> set[str]:
    """Return those of `paths`, all in lower case, that lead to a view or a page of `site`. One query."""
    views = {path: view_at(path) for path in paths}
    of_pages = {path for path, view in views.items() if view == PAGE_VIEW}
    pages = _pages(site, of_pages)
    return {path for path, view in views.items() if (_is_page(path, pages) if view == PAGE_VIEW else view)}


def has_page(site: Site, path: str) -> bool:
    """Return whether a page of `site` is at `path`, in lower case and with its final slash."""
    return view_at(path) == PAGE_VIEW and bool(answered(site, [path]))


def _pages(site: Site, paths: set[str]) -> dict[str, Page]:
    """Return, by address, the live pages whose slug is in any of `paths`, and the home pages."""
    names = {name for path in paths for name in path.split("/") if name}
    if not names:
        return {}
    pages = Page.objects.live().filter(below(site)).annotate(short=Lower("slug"))
    candidates = pages.filter(Q(short__in=names) | Q(depth=site.root_page.depth)).select_related("locale")
    located = ((page, page.get_url_parts(None)) for page in candidates)
    return {unquote(url_parts[2]).lower(): page for page, url_parts in located if url_parts and url_parts[0] == site.pk}


def _is_page(path: str, pages: dict[str, Page]) -> bool:
    """Return whether one of `pages` is at `path` or has a route there."""
    if path in pages:
        return True
    end = len(path) - 1
    while (end := path.rfind("/", 0, end)) >= 0:
        if page := pages.get(path[: end + 1]):
            return _has_route(page, path[end:])
    return False


def _has_route(page: Page, rest: str) -> bool:
    own = page.specific_deferred
    if not isinstance(own, RoutablePageMixin):
        return False
    try:
        with translation.override(page.locale.language_code):
            own.resolve_subpage(f"{rest.removesuffix('/')}/")  # as Wagtail routes it, also of a file
    except Http404:
        return False
    return True
