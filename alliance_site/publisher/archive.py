"""What each address said, and from when to when: the record that a public body is asked for.

Contents are kept once, under their digest, beside the copy.
"""

import gzip
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from .copy import put, storage
from .models import Edition
from .render import Rendered

FOLDER = "archive"


def keep(address: str, rendered: Rendered, now: datetime) -> None:
    """Notes that `address` says `rendered` from `now` on."""
    current = Edition.objects.filter(address=address, until=None).first()
    if current and current.digest == rendered.digest:
        return
    if not storage().exists(_name(rendered.digest)):
        put(_name(rendered.digest), gzip.compress(rendered.body, 9, mtime=0), "application/gzip")
    end(address, now)
    Edition.objects.create(address=address, digest=rendered.digest, content_type=rendered.content_type, since=now)


def end(address: str, now: datetime) -> None:
    """Notes that `address` says nothing any more, or something else."""
    Edition.objects.filter(address=address, until=None).update(until=now)


def said(address: str, at: datetime) -> Edition | None:
    """What `address` said at that moment; None if it was not public, or is not remembered."""
    return editions(at).filter(address=address).first()


def editions(at: datetime):
    """All that the site said at that moment."""
    return Edition.objects.filter(Q(until=None) | Q(until__gt=at), since__lte=at).order_by("address")


def content(edition: Edition) -> bytes:
    with storage().open(_name(edition.digest)) as file:
        return gzip.decompress(file.read())


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


def _name(digest: str) -> str:
    return f"{FOLDER}/{digest[:2]}/{digest}.gz"
