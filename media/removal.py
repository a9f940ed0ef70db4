"""Remove pictures without consent from everything that visitors can reach.

Pages leave such a picture out as soon as the consent ends (`SiteImage.may_be_shown`). Here, the files that pages showed
are deleted, so their addresses stop working, and the changed row makes the publisher render the pages again. The
original stays in the library. It was never public.
"""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.dispatch import Signal
from django.utils import timezone
from django_tasks import task
from wagtail.images.permissions import permission_policy
from wagtail.models import Page, ReferenceIndex
from wagtail.search.index import insert_or_update_object

from media import returns
from media.models import People, SiteImage, SiteRendition, taken_down_mark
from toolkit.published_copy import archive, purge
from toolkit.worker.health import LONG

consent_withdrawn = Signal()  # sent after the commit, with `images`, the chosen one first, and `undecided` copies
ERASE_AFTER = timedelta(minutes=15)  # the publisher has rendered the pages without the picture by then
AGAIN_AFTER = timedelta(minutes=1)  # requests that were rendering the picture are over by then
CHECKED_FOR = timedelta(days=2)  # after a picture was taken down; afterwards, nothing can show it again

# In the JSON of a draft, the name of a field or block with a picture ends with “image”. A body is JSON within the JSON.
IN_DRAFT = r'image\\?": ({})\M'


@dataclass(frozen=True)
class Use:
    """One page. `is_draft`: the picture is in its draft only, so visitors don't see it there."""

    page: Page
    is_draft: bool


def uses_of(*images) -> list[Use]:
    """Return the pages with any of `images` in the order of the page tree."""
    if not images:
        return []
    keys = [image.pk for image in images]
    references = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(images[0]),
        to_object_id__in=map(str, keys),
        base_content_type=ContentType.objects.get_for_model(Page),
    )
    stored = {int(key) for key in references.values_list("object_id", flat=True)}
    drafts = Page.objects.filter(has_unpublished_changes=True).alias(
        content=Cast("latest_revision__content", TextField())
    )
    in_drafts = drafts.filter(content__regex=IN_DRAFT.format("|".join(map(str, keys)))).values("pk")
    pages = Page.objects.filter(Q(pk__in=stored) | Q(pk__in=in_drafts)).select_related("locale").order_by("path")
    return [Use(page, is_draft=not (page.live and page.pk in stored)) for page in pages]


def may_withdraw(user, image: SiteImage) -> bool:
    """Whether `user` manages the picture."""
    return permission_policy.user_has_permission_for_instance(user, "change", image)


def shares_of(image: SiteImage, user) -> tuple[list[SiteImage], list[SiteImage]]:
    """Return the pictures that `user` withdraws with `image`, itself first, and the copies that Publishers decide on.

    Schools may each add the same file. A copy in a collection of others is withdrawn at once if it shows scholars. If
    its own record does not say who is in it, the record of `image` counts.
    """
    same = SiteImage.objects.filter(file_hash=image.file_hash).exclude(Q(pk=image.pk) | Q(file_hash="")).order_by("pk")
    copies = [copy for copy in (image, *same) if not copy.consent_withdrawn]
    mine = [copy for copy in copies if (copy.people or image.people) == People.SCHOLARS or may_withdraw(user, copy)]
    return mine, [copy for copy in copies if copy not in mine]


@transaction.atomic
def withdraw(images: list[SiteImage], reason: str, undecided: list[SiteImage] | None = None) -> None:
    """Withdraw consent for `images`, the first of which was chosen. Publishers decide on `undecided` copies."""
    for image in images:
        image.consent_withdrawn, image.withdrawal_reason = timezone.localdate(), reason
        image.save(update_fields=["consent_withdrawn", "withdrawal_reason"])
        returns.close(image, returns.REJECT)
    take_down(images)
    index_pages.enqueue([image.pk for image in images])
    said = {"images": images, "undecided": undecided or []}
    transaction.on_commit(partial(consent_withdrawn.send, sender=SiteImage, **said))


@transaction.atomic
def take_down(images: list[SiteImage]) -> None:
    """Delete the renditions of `images`. The editor makes new ones for itself, at addresses that no page showed.

    Those stay when this runs again: a request that had read the record before does not make such names.
    """
    names, to_erase = [], []
    for image in images:
        mark = taken_down_mark(image)
        renditions = [one for one in image.renditions.all() if not (mark and f"{mark}." in one.file.name)]
        addresses = [rendition.url for rendition in renditions]
        for address in addresses:
            purge.note(address)
        names += [rendition.file.name for rendition in renditions]
        image.renditions.filter(pk__in=[rendition.pk for rendition in renditions]).delete()
        if image.taken_down_at is None:
            image.taken_down_at = timezone.now()
            image.save(update_fields=["taken_down_at"])
            take_down_again.using(run_after=timezone.now() + AGAIN_AFTER).enqueue(image.pk)
            to_erase += addresses
    if names:
        delete_files.enqueue(names)
    if settings.ERASE_PAST_PAGES and to_erase:
        erase_past_pages.using(run_after=timezone.now() + ERASE_AFTER).enqueue(to_erase)


@task(backend="worker", priority=50)
def take_down_hidden() -> None:
    """Take down every picture that may not be shown today, such as those whose last day with consent was yesterday."""
    limited = Q(people="scholars") | Q(consent_until__isnull=False) | Q(consent_withdrawn__isnull=False)
    recent = Q(taken_down_at=None) | Q(taken_down_at__gte=timezone.now() - CHECKED_FOR)
    images = SiteImage.objects.filter(limited, recent).prefetch_related("renditions")
    take_down([image for image in images if not image.may_be_shown])


@task(backend="worker")
def take_down_again(image_id: int) -> None:
    """Delete what a request made again that had read the picture's record before it was taken down."""
    take_down([image for image in SiteImage.objects.filter(pk=image_id) if not image.may_be_shown])


@task(backend="worker")
def delete_files(names: list[str], failed: int = 0) -> None:
    """Delete files of renditions again, because Wagtail tries once; retry later on failure.

    Files that a rendition has again stay: the editor's thumbnails, or all when there is a new release.
    """
    used = SiteRendition.objects.filter(file__in=names).values_list("file", flat=True)
    storage = SiteRendition._meta.get_field("file").storage
    left = sorted(set(names) - set(used))
    try:
        while left:
            storage.delete(left[-1])  # a missing file is no error
            left.pop()
    except Exception as error:
        purge.retry_later(delete_files, left, failed + 1, error, "delete these files of pictures without consent")


@task(backend="worker", queue_name=LONG)
def index_pages(image_ids: list[int]) -> None:
    """Update the search index of the pages with these pictures: it has their captions and alternative texts."""
    for use in uses_of(*SiteImage.objects.filter(pk__in=image_ids)):
        insert_or_update_object(use.page.specific)


@task(backend="worker", queue_name=LONG)
def erase_past_pages(addresses: list[str]) -> None:
    """Erase past versions of pages with any of these pictures from the record of what the site said."""
    archive.erase_pages_with(addresses)
