"""Prefetch the pictures of pages."""

from django.db.models import prefetch_related_objects


def fetch_pictures(pages) -> None:
    """Fetch the pictures of all `pages` and their renditions in at most two queries; none without pictures."""
    prefetch_related_objects(pages, "listing_image__renditions")
