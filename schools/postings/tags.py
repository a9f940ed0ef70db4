"""Template tags about postings, for public pages."""

from dataclasses import dataclass

from django.utils import timezone

from pages.content_cache import memo
from pages.routing.sites import address

from . import public_lists
from .models import Posting


@dataclass(frozen=True)
class PostedOnHome:
    postings: list[Posting]
    has_page: bool


def posted_on_home() -> PostedOnHome:
    """Return the network's postings to link on the home page, and whether their own page exists. One query."""
    return memo(("posted on home", timezone.localdate()), _posted_on_home)


def _posted_on_home() -> PostedOnHome:
    postings = public_lists.of_network()
    return PostedOnHome(public_lists.on_home_page(postings), bool(postings))


def posting_address(context, posting) -> str:
    """Return the posting's URL. For a page, it is written like the request's other page links."""
    return address(context["request"], posting.page) if posting.page_id else posting.address
