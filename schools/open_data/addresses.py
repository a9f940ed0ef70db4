"""Full URLs for the open data. They use the site's own host, not the request's."""

from django.urls import reverse

from pages.routing.sites import find_site


def root_url(request) -> str:
    """Return the site's root URL without a trailing slash."""
    site = find_site(request)
    return site.root_url if site else request.build_absolute_uri("/").rstrip("/")


def full_url(request, name: str) -> str:
    """Return the full URL for the URL pattern `name`."""
    return f"{root_url(request)}{reverse(name)}"
