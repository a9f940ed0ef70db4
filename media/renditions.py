"""Renditions without metadata, under names that cannot be guessed."""

from pathlib import PurePosixPath

from django.utils.crypto import salted_hmac
from wagtail.images.image_operations import FilterOperation
from wagtail.images.models import Filter

# All other metadata (location, camera, comments) is dropped from renditions and stays in the original only.
KEPT = {"icc_profile", "transparency", "background", "duration", "loop"}


class Forget(FilterOperation):
    def __init__(self):
        """Take no parameters: filter specs never contain this operation."""

    def run(self, willow, image, env):
        info = willow.image.info
        for name in set(info) - KEPT:
            del info[name]
        return willow


class PlainFilter(Filter):
    """A filter that removes metadata from the rendition."""

    @property
    def filter_operations(self):
        return [*super().filter_operations, Forget()]


def secret_name(filename: str, image) -> str:
    """Add a keyed digest to `filename`, so that only visitors of a private page can find its pictures."""
    path = PurePosixPath(filename)
    digest = salted_hmac("media.renditions", f"{image.pk} {image.file_hash} {filename}", algorithm="sha256")
    return f"{path.stem}.{digest.hexdigest()[:24]}{path.suffix}"
