"""What each address said, and from when to when: the record that a public body is asked for.

Pages and files of the copy, and public documents. Contents are kept once, under their digest, beside the copy.
"""

import gzip
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import islice

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from .copy import every_file, put, storage
from .models import Edition

FOLDER = "archive"
ENDING = ".gz"
AT_ONCE = 500
YOUNG = timedelta(days=1)


def keep(address: str, digest: str, content_type: str, content: Callable[[], bytes], since: datetime) -> None:
    """Notes that `address` says what `content` gives from `since` on; `digest` stands for it."""
    current = Edition.objects.filter(address=address, until=None).first()
    if current and current.digest == digest:
        return
    if not storage().exists(_name(digest)):
        put(_name(digest), gzip.compress(content(), 9, mtime=0), "application/gzip")
    end(address, since)
    Edition.objects.create(address=address, digest=digest, content_type=content_type, since=since)


def end(address: str, now: datetime) -> None:
    """Notes that `address` says nothing any more, or something else."""
    Edition.objects.filter(address=address, until=None).update(until=now)


def every(address: str):
    """All that is remembered of `address`, the oldest first."""
    return Edition.objects.filter(address=address).order_by("since")


def first(address: str) -> Edition | None:
    return every(address).first()


def editions(at: datetime):
    """All that the site said at that moment; of an address nothing if it was not public, or is not remembered."""
    return Edition.objects.filter(Q(until=None) | Q(until__gt=at), since__lte=at).order_by("address")


def content(edition: Edition) -> bytes:
    with storage().open(_name(edition.digest)) as file:
        return gzip.decompress(file.read())


def erase(edition: Edition) -> None:
    """Deletes the content of `edition`, of others with the same content too; that there was one stays on record."""
    storage().delete(_name(edition.digest))


def forget(before: datetime) -> int:
    """Deletes what nothing has said since `before`; how many editions."""
    old = Edition.objects.filter(until__lt=before)
    digests = set(old.values_list("digest", flat=True))
    count, _by_model = old.delete()
    for digest in digests - set(Edition.objects.filter(digest__in=digests).values_list("digest", flat=True)):
        storage().delete(_name(digest))
    return count


def forget_in_time() -> int:
    return forget(timezone.now() - timedelta(days=settings.ARCHIVE_DAYS))


def strays() -> Iterator[list[str]]:
    """Names of the archive's files that no edition names, for some hundred files at a time: as a restore leaves them,
    or a publisher that was killed. A young one may be of a restore under way."""
    latest = timezone.now() - YOUNG
    every = every_file(FOLDER)
    while names := list(islice(every, AT_ONCE)):
        digests = {name: name.rpartition("/")[2].removesuffix(ENDING) for name in names}
        named = set(Edition.objects.filter(digest__in=digests.values()).values_list("digest", flat=True))
        yield [name for name, digest in digests.items() if digest not in named and _is_older(name, latest)]


def _is_older(name: str, moment: datetime) -> bool:
    try:
        return storage().get_modified_time(name) < moment
    except FileNotFoundError:
        return False


def _name(digest: str) -> str:
    return f"{FOLDER}/{digest[:2]}/{digest}{ENDING}"
