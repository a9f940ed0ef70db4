"""Pictures as pages show them: with nothing but their pixels and colours, under names that nobody can guess."""

from pathlib import PurePosixPath

from django.utils.crypto import salted_hmac
from wagtail.images.image_operations import FilterOperation
from wagtail.images.models import Filter

# All else that a file may carry (where it was taken, with which telephone, comments) stays in the original.
KEPT = {"icc_profile", "transparency", "background", "duration", "loop"}


class Forget(FilterOperation):
    def __init__(self):
        """Takes no parameters: it stands in no filter's text."""

    def run(self, willow, image, env):
        info = willow.image.info
        for name in set(info) - KEPT:
            del info[name]
        return willow


class PlainFilter(Filter):
    """A filter whose outcome says nothing about where and how a picture was made."""

    @property
    def filter_operations(self):
        return [*super().filter_operations, Forget()]


def secret_name(filename: str, image) -> str:
    """`filename` with a keyed digest: pictures of private pages are found by those only whom such a page has shown."""
    path = PurePosixPath(filename)
    digest = salted_hmac("media.renditions", f"{image.pk} {image.file_hash} {filename}", algorithm="sha256")
    return f"{path.stem}.{digest.hexdigest()[:24]}{path.suffix}"
