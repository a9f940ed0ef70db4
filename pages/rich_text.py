"""Links of rich text to pages."""

from django.utils.html import escape
from django.utils.translation import get_language
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler as StockPageLinkHandler


class PageLinkHandler(StockPageLinkHandler):
    """Wagtail's, but with one query a rich text: no specific pages, no locale asked for link by link.

    A link to a page in another language leads to its translation, as in Wagtail; one to a page that is not
    published is plain text.
    """

    @classmethod
    def get_many(cls, attrs_list) -> list[Page | None]:
        keys = [attrs.get("id") for attrs in attrs_list]
        pages = Page.objects.filter(pk__in=keys).select_related("locale")
        found = {
            str(page.pk): page if page.locale.language_code == get_language() else page.localized for page in pages
        }
        return [found.get(str(key)) for key in keys]

    @classmethod
    def expand_db_attributes_many(cls, attrs_list) -> list[str]:
        return [
            f'<a href="{escape(page.url)}">' if page is not None and page.live else "<a>"
            for page in cls.get_many(attrs_list)
        ]
