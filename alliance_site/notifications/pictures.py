"""Emails to Publishers about pictures whose consent was withdrawn, has ended, or ends soon, with their pages."""

from collections.abc import Iterator
from functools import partial

from django.db.models import Q
from django.urls import reverse

from alliance_site.notifications.digest import Section
from alliance_site.notifications.recipients import publishers
from media.models import SiteImage, Status
from media.removal import uses_of
from toolkit.mail import absolute, notify

SHOWN = 30  # in one mail; the report has the others


def notify_withdrawn(images, undecided, **kwargs) -> None:
    copies = [(image, absolute(reverse("withdraw_consent", args=[image.pk]))) for image in undecided]
    notify(publishers(), "pictures", _context(images) | {"withdrawn": images[0], "copies": copies})


def reminders() -> Iterator[Section]:
    """Remind of each picture on a page once when its consent ends soon, and once when it has ended."""
    images = SiteImage.objects.filter(Q(consent_until__isnull=False, consent_withdrawn=None)).order_by("consent_until")
    due = [image for image in images if image.consent_status in (Status.ENDS_SOON, Status.ENDED)]
    due = [image for image in due if image.consent_reminder != image.consent_status and uses_of(image)][:SHOWN]
    if due:
        for user in publishers():
            yield Section(user, "pictures", _context(due), partial(_note, due))


def _note(images: list[SiteImage]) -> None:
    for image in images:
        SiteImage.objects.filter(pk=image.pk).update(consent_reminder=image.consent_status)


def _context(images: list[SiteImage]) -> dict:
    return {
        "images": [(image, uses_of(image)) for image in images],
        "count": len(images),
        "address": absolute(reverse("pictures_report")),
    }
