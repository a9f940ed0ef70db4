"""The site of a request, with its home pages in all languages, their locales, and its menu, and addresses of pages."""

import re
from collections.abc import Callable
from copy import copy

from django.conf import settings
from django.db.models import Exists, JSONField, OuterRef, Q, Subquery
from wagtail.models import Site

from pages.content_cache import memo
from pages.menu.models import Menu
from toolkit.visibility import public

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


def find_site(request) -> Site | None:
    """Return the site like `Site.find_for_request`, without a query if cached; each request gets its own copies.

    Its home page has `homes`: the live home pages by language, each with `is_public` and the stored `menu_header` and
    `menu_footer`. Call it only after the host name was checked, because the host is part of the cache key.
    """
    found = getattr(request, "_wagtail_site", None)  # where `Site.find_for_request` looks first, and keeps its own
    if not hasattr(request, "_wagtail_site") or (found is not None and not hasattr(found.root_page, "homes")):
        site = memo(("site", request.get_host()), lambda: _site(request))
        if site is not None:
            site = copy(site)
            homes = {language: copy(home) for language, home in site.root_page.homes.items()}
            site.root_page = homes[site.root_page.locale.language_code]
            site.root_page.homes = homes
        request._wagtail_site = site
    return request._wagtail_site


def _site(request) -> Site | None:
    site = Site.find_for_request(request)
    if site is not None:
        root, pages = site.root_page, site.root_page.specific_class._default_manager
        is_public = Exists(public(pages.filter(pk=OuterRef("pk"))))
        codes = [code for code, _name in settings.LANGUAGES]
        is_served = Q(live=True, locale__language_code__in=codes)
        homes = pages.filter(Q(pk=root.pk) | is_served, translation_key=root.translation_key)
        homes = homes.select_related("locale").annotate(is_public=is_public, **_menu())
        homes = {home.locale.language_code: home for home in homes}
        for home in homes.values():
            is_open = home.is_public and home.alias_of_id is None  # an alias is restricted with its source
            home.guards = () if is_open else None  # for `BasePage.get_view_restrictions`
        site.root_page = next(home for home in homes.values() if home.pk == root.pk)
        site.root_page.homes = homes
    return site


def _menu() -> dict[str, Subquery]:
    """Return the published menu and footer, for the query of the home pages: one less."""
    menus = Menu.objects.filter(live=True).order_by("pk")
    return {f"menu_{name}": Subquery(menus.values(name)[:1], output_field=JSONField()) for name in ("header", "footer")}
