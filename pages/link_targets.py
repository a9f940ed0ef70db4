"""The pages that links lead to, each in the language of the reader."""

from collections.abc import Iterable

from django.utils.html import escape
from django.utils.translation import get_language
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler as StockPageLinkHandler

from pages.content_cache import memo_each
from toolkit.visibility import public


def in_active_language(keys: Iterable[int]) -> dict[int, Page]:
    """Return the pages with `keys`, by key, or their public translations into the active language. One query."""
    return memo_each(f"page in {get_language()}", keys, _in_active_language)


def _in_active_language(keys: list[int]) -> dict[int, Page]:
    linked = Page.objects.filter(pk__in=keys)
    translated = Page.objects.filter(translation_key__in=linked.values("translation_key"))
    translated = public(translated.filter(locale__language_code=get_language()))
    pages = list((linked | translated).select_related("locale"))
    by_translation = {page.translation_key: page for page in pages if page.locale.language_code == get_language()}
    return {page.pk: by_translation.get(page.translation_key, page) for page in pages if page.pk in keys}


class PageLinkHandler(StockPageLinkHandler):
    """Wagtail's handler, but with one query for all links of a text and none for specific pages or locales.

    A link to a page in another language leads to its translation, as in Wagtail. A link to an unpublished page becomes
    plain text.
    """

    @classmethod
    def get_many(cls, attrs_list) -> list[Page | None]:
        keys = [int(attrs["id"]) if str(attrs.get("id")).isdecimal() else None for attrs in attrs_list]
        pages = in_active_language(key for key in keys if key is not None)
        return [pages.get(key) for key in keys]

    @classmethod
    def expand_db_attributes_many(cls, attrs_list) -> list[str]:
        return [
            f'<a href="{escape(page.url)}">' if page is not None and page.live else "<a>"
            for page in cls.get_many(attrs_list)
        ]
