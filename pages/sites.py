"""The site of a request, with its home page as what it is and its language at hand."""

from copy import copy

from wagtail.models import Site

from pages.content_cache import memo


def find_site(request) -> Site | None:
    """As Wagtail finds it, which then need not ask the database; each request gets objects of its own.

    To be called once the host name was checked: what is kept has its name.
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
