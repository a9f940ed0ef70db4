"""When a page is published, its translations follow."""

from django.dispatch import receiver
from wagtail.models import Locale
from wagtail.signals import page_published

from pages.models import BasePage

from .following import follow
from .source import source_of
from .texts import texts_of


@receiver(page_published)
def bring_translations_along(instance, **kwargs):
    """Bring the translations of `instance` along; of a translation, those of the pages below it that have no text."""
    if not isinstance(instance, BasePage) or instance.alias_of_id is not None:
        return
    if instance.locale_id == Locale.get_default().pk:
        follow(instance)
    elif (source := source_of(instance)) is not None:
        for child in source.get_children().live().specific():
            if not texts_of(child) and not child.has_translation(instance.locale):
                follow(child)
