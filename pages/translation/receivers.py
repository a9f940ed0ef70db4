"""When a page in the default language is published, its translations follow."""

from django.dispatch import receiver
from wagtail.models import Locale
from wagtail.signals import page_published

from pages.models import BasePage

from .following import follow


@receiver(page_published)
def bring_translations_along(instance, **kwargs):
    if isinstance(instance, BasePage) and instance.alias_of_id is None:
        if instance.locale_id == Locale.get_default().pk:
            follow(instance)
