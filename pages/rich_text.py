"""Links to pages in rich text."""

from django.utils.html import escape
from django.utils.translation import get_language
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler as StockPageLinkHandler

from pages.content_cache import memo_each


class PageLinkHandler(StockPageLinkHandler):
    """Wagtail's handler, but with one query for all links of a text and none for specific pages or locales.

    A link to a page in another language leads to its translation, as in Wagtail. A link to an unpublished page becomes
    plain text.
    """

    @classmethod
    def get_many(cls, attrs_list) -> list[Page | None]:
        keys = [str(attrs.get("id")) for attrs in attrs_list]
        pages = memo_each(f"page linked in {get_language()}", keys, cls._pages)
        return [pages.get(key) for key in keys]

    @staticmethod
    def _pages(keys: list[str]) -> dict[str, Page]:
        pages = Page.objects.filter(pk__in=keys).select_related("locale")
        return {str(page.pk): page if page.locale.language_code == get_language() else page.localized for page in pages}

    @classmethod
    def expand_db_attributes_many(cls, attrs_list) -> list[str]:
        return [
            f'<a href="{escape(page.url)}">' if page is not None and page.live else "<a>"
            for page in cls.get_many(attrs_list)
        ]
