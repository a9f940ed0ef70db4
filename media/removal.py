"""Remove pictures without consent from everything that visitors can reach.

Pages leave such a picture out as soon as the consent ends (`SiteImage.may_be_shown`). Here, the files that pages showed
are deleted, so their addresses stop working, and the changed row makes the publisher render the pages again. The
original stays in the library. It was never public.
"""

from datetime import timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.dispatch import Signal
from django.utils import timezone
from django_tasks import task

from media.models import SiteImage
from toolkit.published_copy import archive, purge

consent_withdrawn = Signal()  # sent after the commit, with `image`
ERASE_AFTER = timedelta(minutes=15)  # the publisher has rendered the pages without the picture by then


def withdraw(image: SiteImage, reason: str) -> None:
    with transaction.atomic():
        image.consent_withdrawn, image.withdrawal_reason = timezone.localdate(), reason
        image.save(update_fields=["consent_withdrawn", "withdrawal_reason"])
        take_down(image)
        transaction.on_commit(partial(consent_withdrawn.send, sender=SiteImage, image=image))


@transaction.atomic
def take_down(image: SiteImage) -> None:
    """Delete the renditions of `image`. The editor makes new ones for itself, under addresses nobody knows."""
    renditions = image.renditions.all()
    addresses = [rendition.url for rendition in renditions]
    for address in addresses:
        purge.note(address)
    renditions.delete()
    if image.taken_down_at is None:
        image.taken_down_at = timezone.now()
        image.save(update_fields=["taken_down_at"])
        if settings.ERASE_PAST_PAGES and addresses:
            erase_past_pages.using(run_after=timezone.now() + ERASE_AFTER).enqueue(addresses)


def take_down_hidden() -> None:
    """Take down every picture that may not be shown today."""
    limited = Q(people="scholars") | Q(consent_until__isnull=False) | Q(consent_withdrawn__isnull=False)
    for image in SiteImage.objects.filter(limited).prefetch_related("renditions"):
        if not image.may_be_shown:
            take_down(image)


@task(backend="worker")
def erase_past_pages(addresses: list[str]) -> None:
    """Erase past versions of pages with any of these pictures from the record of what the site said."""
    archive.erase_pages_with(addresses)
