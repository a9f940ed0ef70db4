"""Links to pages in rich text."""

from django.utils.html import escape
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler as StockPageLinkHandler

from pages.languages import in_active_language


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
