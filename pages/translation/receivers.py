"""When a page is published, its translations follow."""

from wagtail.models import Locale

from pages.models import BasePage

from .following import bring_along, follow
from .pages_below import publish_below, untranslated_below
from .source import source_of


def bring_translations_along(instance, revision=None, **kwargs):
    """Bring the translations of `instance` along; of a translation, those of the pages below it that have no text.

    The worker publishes these, because there may be many. Only a command, which has no user, relies on them right away.
    """
    if not isinstance(instance, BasePage) or instance.alias_of_id is not None:
        return
    if instance.locale_id == Locale.get_default().pk:
        follow(instance)
    elif (source := source_of(instance)) is not None:
        if source.live:
            bring_along(type(instance).objects.get(pk=instance.pk), source.specific)  # a draft may be older
        if untranslated_below(instance):
            publish = publish_below.enqueue if revision and revision.user_id else publish_below.call
            publish(instance.pk)
