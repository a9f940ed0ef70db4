"""The public text of pages in the default language, kept as `SourceText` each time it changes."""

from django.utils import timezone
from wagtail.models import Locale, Page

from pages.page_texts import texts_of
from pages.translation.models import SourceText


def newest_text(page) -> SourceText | None:
    """Return the newest recorded text of a page in the default language."""
    return SourceText.objects.filter(page_id=page.pk).order_by("-since", "-pk").first()


def record_text(page, reason: str = "") -> SourceText:
    """Record the text of `page`, a specific page as visitors see it, if it changed. Return the newest one."""
    texts = {text.path: text.value for text in texts_of(page)}
    newest = newest_text(page)
    if newest is not None and newest.texts == texts:
        return newest
    since = timezone.now() if newest else page.last_published_at or timezone.now()
    return SourceText.objects.create(page_id=page.pk, texts=texts, since=since, reason=reason)


def replace_text(page) -> None:
    """Take the text of `page`, a specific page, for the newest one: only links changed. Translations stay current."""
    if newest := newest_text(page):
        newest.texts = {text.path: text.value for text in texts_of(page)}
        newest.save(update_fields=["texts"])


def source_of(page) -> Page | None:
    """Return the page in the default language that `page` translates; None if `page` is in that language."""
    if page.locale_id == Locale.get_default().pk:
        return None
    return Page.objects.filter(translation_key=page.translation_key, locale=Locale.get_default()).first()
