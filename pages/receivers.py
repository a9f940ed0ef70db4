"""Signal receivers for pages, announcements, and figures."""

from django.db.models.signals import m2m_changed, post_delete, post_save
from django.dispatch import receiver
from wagtail.log_actions import log
from wagtail.models import Locale, Page, PageViewRestriction
from wagtail.search import index
from wagtail.signals import page_published, post_page_move, pre_page_move, published

from pages import redirects
from pages.announcements.models import ACTION, EnglishOnly
from pages.figures.places import pages_with
from pages.models import BasePage, Figure
from pages.translation import following
from pages.translation.models import source_of


@receiver(page_published)
def bring_translations_along(instance, revision=None, **kwargs):
    """Bring the translations of `instance` along; of a translation, those of the pages below it that have no text.

    The worker publishes these, because there may be many. Only a command, which has no user, relies on them right away.
    Wagtail sends the signal also for a page that is only scheduled, and so not live.
    """
    if not isinstance(instance, BasePage) or instance.alias_of_id is not None or not instance.live:
        return
    if instance.locale_id == Locale.get_default().pk:
        following.follow(instance)
    elif (source := source_of(instance)) is not None:
        if source.live:
            following.bring_along(type(instance).objects.get(pk=instance.pk), source.specific)  # a draft may be older
        if following.untranslated_below(instance):
            publish = following.publish_below.enqueue if revision and revision.user_id else following.publish_below.call
            publish(instance.pk)


@receiver([post_save, post_delete], sender=PageViewRestriction)
def share_restriction(instance, origin=None, **kwargs) -> None:
    """Close or open the translations, too, unless the restriction went because its page was deleted."""
    if origin is None or getattr(origin, "model", type(origin)) is PageViewRestriction:
        following.share_privacy(instance.page)


@receiver(m2m_changed, sender=PageViewRestriction.groups.through)
def share_groups(instance, action, reverse, **kwargs) -> None:
    if action.startswith("post_") and not reverse:
        following.share_privacy(instance.page)


@receiver(post_save)
def take_over_restriction(sender, instance, created, raw=False, **kwargs) -> None:
    if created and not raw and issubclass(sender, Page):
        following.take_over_privacy(instance)


@receiver(post_page_move)
def move_along(instance, **kwargs) -> None:
    following.share_place(instance)


@receiver(page_published)
def end_detour(instance, **kwargs):
    """Bring visitors back to a page that was unpublished."""
    if instance.live:
        redirects.end_detour(instance)


@receiver(pre_page_move)
def take_detour_along(instance, url_path_before, url_path_after, **kwargs):
    """Keep sending visitors on while an unpublished page is moved."""
    if not instance.live and url_path_after != url_path_before:
        redirects.take_detour_along(instance.specific, url_path_after)


@receiver(published)
def log_reason(sender, instance, **kwargs) -> None:
    """Log why a page or an announcement is missing in a language, each time it is published like that."""
    if isinstance(instance, EnglishOnly) and instance.live and instance.english_only and instance.is_untranslated:
        log(instance, ACTION, data={"reason": instance.english_only})


@receiver(published, sender=Figure)
def update_search(sender, instance, **kwargs) -> None:
    """Index the pages that have a figure in their text with its new value."""
    for page in pages_with(instance):
        index.insert_or_update_object(page.specific)
