"""Addresses that the application answers itself, so that no redirect may hide them.

Checks the URL configuration and the page tree, like a request, but for many addresses at once. Addresses that are not
in the copy (a private page, a comparison, the search) count, too.
"""

from collections.abc import Iterable
from urllib.parse import unquote

from django.conf import settings
from django.db.models import Q
from django.db.models.functions import Lower
from django.http import Http404
from django.urls import Resolver404, resolve
from django.utils import translation
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.models import Page, Site

from .contents import below

PAGE_VIEW = "wagtail_serve"  # the URL name of the catch-all view


def answered(site: Site, paths: Iterable[str]) -> set[str]:
    """Return those of `paths`, all in lower case, that lead to a view or a page of `site`. One query."""
    views = {path: _view(path) for path in paths}
    of_pages = {path for path, view in views.items() if view == PAGE_VIEW}
    pages = _pages(site, of_pages)
    return {path for path, view in views.items() if (_is_page(path, pages) if view == PAGE_VIEW else view)}


def has_page(site: Site, path: str) -> bool:
    """Return whether a page of `site` is at `path`, in lower case and with its final slash."""
    return _view(path) == PAGE_VIEW and bool(answered(site, [path]))


def _view(path: str) -> str | None:
    """Return the URL name for `path`, or the view's own name if it has none; None if nothing matches."""
    with translation.override(translation.get_language_from_path(path) or settings.LANGUAGE_CODE):
        try:
            match = resolve(path)
        except Resolver404:
            return None
    return match.url_name or match.view_name


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
            own.resolve_subpage(rest)
    except Http404:
        return False
    return True
