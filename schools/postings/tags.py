"""What public templates ask of the postings."""

from dataclasses import dataclass

from django.utils import timezone

from pages.addresses import address
from pages.content_cache import memo

from . import public_lists
from .models import Posting


@dataclass(frozen=True)
class PostedOnHome:
    postings: list[Posting]
    has_page: bool


def posted_on_home() -> PostedOnHome:
    """What stands on the home page itself of the network's required documents, and whether they have a page: one
    query."""
    return memo(("posted on home", timezone.localdate()), _posted_on_home)


def _posted_on_home() -> PostedOnHome:
    found = public_lists.of_network()
    return PostedOnHome(public_lists.on_home_page(found), bool(found))


def posting_address(context, posting) -> str:
    """Where a posting leads; a page's address as all links of this request have it."""
    return address(context["request"], posting.page) if posting.page_id else posting.address
