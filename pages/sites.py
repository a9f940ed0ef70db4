"""The site of a request, with its specific home page and locale."""

from copy import copy

from wagtail.models import Site

from pages.content_cache import memo


def find_site(request) -> Site | None:
    """Return the site like `Site.find_for_request`, without a query if cached; each request gets its own copies.

    Call it only after the host name was checked, because the host is part of the cache key.
    """
    if not hasattr(request, "_wagtail_site"):  # where `Site.find_for_request` looks first
        site = memo(("site", request.get_host()), lambda: _site(request))
        if site is not None:
            site = copy(site)
            site.root_page = copy(site.root_page)
        request._wagtail_site = site
    return request._wagtail_site


def _site(request) -> Site | None:
    site = Site.find_for_request(request)
    if site is not None:
        home = site.root_page
        site.root_page = home.specific_class._default_manager.select_related("locale").get(pk=home.pk)
    return site
