"""Whole addresses in the open data: those of the site, whatever host a request named."""

from django.urls import reverse
from wagtail.models import Site


def root(request) -> str:
    """The site's own address without a slash at the end: one query, kept on the request."""
    site = Site.find_for_request(request)
    return site.root_url if site else request.build_absolute_uri("/").rstrip("/")


def whole(request, name: str) -> str:
    """The whole address of what is called `name` in the urls."""
    return f"{root(request)}{reverse(name)}"
