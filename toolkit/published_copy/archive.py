"""The record of what each address said when, which a public body can be asked for.

Covers pages, files, and public documents. Contents are stored once, under their digest, next to the copy.
"""

import gzip
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from .copy import every_file, is_older, put, storage
from .models import Edition

FOLDER = "archive"
SUFFIX = ".gz"
BATCH_SIZE = 500
YOUNG = timedelta(days=1)


def keep(address: str, digest: str, content_type: str, content: Callable[[], bytes], since: datetime) -> None:
    """Record that `address` has the content with `digest` from `since` on; `content` returns its bytes."""
    current = Edition.objects.filter(address=address, until=None).first()
    if current and current.digest == digest:
        return
    if not storage().exists(_name(digest)):
        put(_name(digest), gzip.compress(content(), 9, mtime=0), "application/gzip")
    end(address, since)
    Edition.objects.create(address=address, digest=digest, content_type=content_type, since=since)


def end(address: str, now: datetime) -> None:
    """Record that the current content of `address` ends now."""
    Edition.objects.filter(address=address, until=None).update(until=now)


def history(address: str):
    """Return all editions of `address`, oldest first."""
    return Edition.objects.filter(address=address).order_by("since")


def editions(at: datetime):
    """Return what the site said at that moment. Addresses that were not public or not recorded are missing."""
    return Edition.objects.filter(Q(until=None) | Q(until__gt=at), since__lte=at).order_by("address")


def content(edition: Edition) -> bytes:
    with storage().open(_name(edition.digest)) as file:
        return gzip.decompress(file.read())


def erase(edition: Edition) -> None:
    """Delete the content of `edition`, including other editions with the same content. The editions stay on record."""
    storage().delete(_name(edition.digest))


def erase_pages_with(texts: Iterable[str]) -> int:
    """Erase the content of every edition of a page that contains any of `texts`; return how many contents."""
    needles = [text.encode() for text in texts]
    pages = Edition.objects.filter(content_type__startswith="text/html").order_by("digest").distinct("digest")
    count = 0
    for edition in pages.iterator():
        try:
            page = content(edition)
        except FileNotFoundError:  # erased before
            continue
        if any(needle in page for needle in needles):
            erase(edition)
            count += 1
    return count


def forget_in_time() -> int:
    """Delete editions that ended long enough ago, and contents that no edition needs; return how many editions."""
    old = Edition.objects.filter(until__lt=timezone.now() - timedelta(days=settings.ARCHIVE_DAYS))
    digests = set(old.values_list("digest", flat=True))
    count, _by_model = old.delete()
    for digest in digests - set(Edition.objects.filter(digest__in=digests).values_list("digest", flat=True)):
        storage().delete(_name(digest))
    return count


def strays() -> Iterator[list[str]]:
    """Yield lists of archive files that no edition names, left by a restore or a killed publisher.

    Each list covers up to `BATCH_SIZE` files. Young files are left out: they may belong to a restore in progress.
    """
    files = every_file(FOLDER)
    while names := list(islice(files, BATCH_SIZE)):
        digests = {name: name.rpartition("/")[2].removesuffix(SUFFIX) for name in names}
        named = set(Edition.objects.filter(digest__in=digests.values()).values_list("digest", flat=True))
        yield [name for name, digest in digests.items() if digest not in named and is_older(name, YOUNG)]


def _name(digest: str) -> str:
    return f"{FOLDER}/{digest[:2]}/{digest}{SUFFIX}"
