"""Tells the publisher what a restore did behind its back."""

from django.utils import timezone

from toolkit.published_copy import copy
from toolkit.published_copy.models import Change, PublishedFile
from toolkit.published_copy.publisher import CHECK

UNKNOWN_TYPE = "application/octet-stream"
COMPRESSED_TYPE = "text/plain"  # stands for all types that are kept compressed too


def note() -> None:
    """Have the next publisher compare every file with the site, and know those that the database does not know.

    A page that was published after the backup is in the copy, but not in the restored list of what is there. Nobody
    would ever take it down; once it is in the list, the publisher does.
    """
    Change.objects.create(label=CHECK, key="after a restore")  # also if the files cannot be listed
    kept, names = copy.storage(), {*copy.every_file()}
    known = set(PublishedFile.objects.values_list("address", flat=True))
    plain = [name for name in names if not name.endswith(tuple(copy.FORMS))]
    PublishedFile.objects.bulk_create(
        PublishedFile(
            address=copy.address_of(name),
            digest="",
            size=kept.size(name),
            content_type=_type(name, names),
            written=timezone.now(),
            version=0,
            reason="found after a restore",
        )
        for name in sorted(plain)
        if copy.address_of(name) not in known
    )
    Change.objects.create(label=CHECK, key="after a restore")  # a publisher may have done the first one


def _type(name: str, names: set[str]) -> str:
    file = name.rpartition("/")[2]
    for content_type, index in copy.INDEXES.items():
        if file == index:
            return content_type
    return COMPRESSED_TYPE if any(name + ending in names for ending in copy.FORMS) else UNKNOWN_TYPE
