"""Whole addresses in the open data: those of the site, whatever host a request named."""

from django.urls import reverse

from pages.sites import find_site


def root(request) -> str:
    """The site's own address without a slash at the end."""
    site = find_site(request)
    return site.root_url if site else request.build_absolute_uri("/").rstrip("/")


def whole(request, name: str) -> str:
    """The whole address of what is called `name` in the urls."""
    return f"{root(request)}{reverse(name)}"
