"""Archive pages with those below them and their translations, and restore them."""

from dataclasses import dataclass
from itertools import chain, count

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.actions.move_page import MovePageAction
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import log
from wagtail.models import Locale, Page, Revision

from pages import redirects
from pages.archive_folder import folder, is_archived
from pages.links.fixes import counterpart
from pages.models import ArchivedPage, HomePage
from pages.pictures import refusals

ARCHIVED, RESTORED = "pages.archive", "pages.restore"


class NoPlace(Exception):
    """An archived page cannot go back to where it was. The message says why."""


@dataclass(frozen=True)
class Restored:
    page: Page
    has_new_slug: bool  # because another page has the old address now
    was_live: dict[str, int | None]  # what can be published. Empty with a new address, which somebody should look at


def log_actions(actions) -> None:
    actions.register_action(ARCHIVED, _("Archived"), _("Archived"))
    actions.register_action(RESTORED, _("Restored from the archive"), _("Restored from the archive"))


def with_translations(page: Page) -> list[Page]:
    """Return `page` and, if it is in the default language, its translations. As in Wagtail's “Unpublish” here."""
    is_original = page.locale_id == Locale.get_default().pk
    return [page, *(page.get_translations() if is_original else ())]


@transaction.atomic
def archive(page: Page, user, target: Page) -> None:
    """Archive `page` and its translations. Their addresses redirect to `target`."""
    pages = [each.specific for each in _locked(with_translations(page)) if not is_archived(each)]
    was_live = {each: _take_down(each, user) for each in pages}
    for each in pages:
        leads_to = counterpart(target, each.locale)
        changes = _redirect(each, leads_to)
        ArchivedPage.objects.create(
            page=each,
            slug=each.slug,
            parent=each.get_parent(),
            target=leads_to,
            was_live=was_live[each],
            redirects=changes,
            archived_by=user,
        )
        _move(each, folder(), f"archived-{each.pk}", user)
        log(each, ARCHIVED, user=user)


def _locked(pages: list[Page]) -> list[Page]:
    keys = [page.pk for page in pages]
    return list(Page.objects.select_for_update(of=["self"]).filter(pk__in=keys).select_related("locale"))


def _take_down(top: Page, user) -> dict[int, int]:
    """Unpublish a page and those below it, with all that would publish them again. Returns `ArchivedPage.was_live`."""
    pages = top.get_descendants(inclusive=True)
    was_live = dict(pages.filter(live=True).values_list("pk", "live_revision"))
    for page in pages.specific():
        if state := page.current_workflow_state:
            state.cancel(user=user)
        UnpublishPageAction(page, user=user).execute(skip_permission_checks=True)  # a schedule locks a page
    keys = [str(key) for key in pages.values_list("pk", flat=True)]
    Revision.page_revisions.filter(object_id__in=keys).update(approved_go_live_at=None)
    return was_live


def _redirect(top: Page, target: Page) -> list[dict]:
    """Redirect the addresses of once public pages, and those that redirect to them, to `target`.

    Not permanently: browsers would never ask for a restored page again.
    """
    pages = top.get_descendants(inclusive=True).filter(first_published_at__isnull=False)
    addresses = [address for page in pages.specific() for address in redirects.addresses(page)]
    addresses += redirects.leading_to(pages)
    return redirects.add(addresses, target, is_permanent=False)


@transaction.atomic
def restore(page: Page, user, publish: bool = False) -> list[Restored]:
    """Restore an archived page and its translations to their places: as drafts, or published again if they were public.

    Raises NoPlace if the page above is archived, too, or cannot have this page below it.
    """
    keys = [each.pk for each in with_translations(page)]
    rows = ArchivedPage.objects.select_for_update(of=["self"]).filter(page__in=keys).select_related("page", "parent")
    restored = [_restore(row, user) for row in rows]
    for each in restored if publish else ():
        _publish(each.was_live, user)
    return restored


def _restore(row: ArchivedPage, user) -> Restored:
    page, parent = row.page.specific, row.parent or HomePage.objects.get(locale=row.page.locale)
    if is_archived(parent):
        text = _("The page above it, “%(title)s”, is archived, too. Restore that one first.")
        raise NoPlace(text % {"title": parent.title})
    if not page.can_move_to(parent):
        text = _(
            "“%(title)s” can no longer have a page of this kind below it, or already has one. Archive that one first."
        )
        raise NoPlace(text % {"title": parent.title})
    slug = _free_slug(row.slug, parent)
    _move(page, parent, slug, user)
    redirects.restore_unchanged(row.redirects)
    row.delete()
    restored = Page.objects.get(pk=page.pk).specific
    redirects.remove_from(redirects.addresses(restored), restored)  # made since, or restored in another order
    if slug != row.slug:
        draft = restored.get_latest_revision_as_object()
        draft.slug = slug
        draft.save_revision(user=user, clean=False)
    log(restored, RESTORED, user=user)
    return Restored(restored, slug != row.slug, row.was_live if slug == row.slug else {})


def _publish(was_live: dict[str, int | None], user) -> None:
    """Publish pages as visitors saw them; their newer drafts stay.

    A page that has expired, or has a picture without consent, stays a draft and is removed from `was_live`.
    """
    for page in Page.objects.filter(pk__in=was_live).order_by("path").specific():
        revision = Revision.page_revisions.filter(pk=was_live[str(page.pk)]).first() or page.save_revision(clean=False)
        seen = revision.as_object()
        if refusals([seen]) or (seen.expire_at and seen.expire_at <= timezone.now()):
            del was_live[str(page.pk)]
        else:
            PublishPageRevisionAction(revision, user=user).execute(skip_permission_checks=True)


def _move(page: Page, parent: Page, slug: str, user) -> None:
    """Move `page` below `parent` with an address that is free there. Drafts keep their own."""
    Page.objects.filter(pk=page.pk).update(slug=slug)
    MovePageAction(page, parent, "last-child", user).execute(skip_permission_checks=True)


def _free_slug(slug: str, parent: Page) -> str:
    taken = set(parent.get_children().values_list("slug", flat=True))
    return next(each for each in chain([slug], (f"{slug}-{number}" for number in count(2))) if each not in taken)
