"""Pictures of many pages at once."""

from django.db.models import prefetch_related_objects


def fetch_pictures(pages) -> None:
    """Fetches the pictures of all `pages` and their renditions: at most two queries, none without pictures."""
    prefetch_related_objects(pages, "listing_image__renditions")
