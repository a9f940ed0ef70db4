"""When a page is published, its translations follow."""

from wagtail.models import Locale, Page

from pages.models import BasePage

from .following import bring_along, follow
from .source import source_of
from .texts import texts_of


def bring_translations_along(instance, **kwargs):
    """Bring the translations of `instance` along; of a translation, those of the pages below it that have no text."""
    if not isinstance(instance, BasePage) or instance.alias_of_id is not None:
        return
    if instance.locale_id == Locale.get_default().pk:
        follow(instance)
    elif (source := source_of(instance)) is not None:
        if source.live:
            bring_along(type(instance).objects.get(pk=instance.pk), source.specific)  # a draft may be older
        translated = Page.objects.filter(locale=instance.locale_id).values("translation_key")
        for child in source.get_children().live().exclude(translation_key__in=translated).specific():
            if not texts_of(child):
                follow(child)
