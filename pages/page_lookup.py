"""Find a page by its address, together with its view restrictions, in two queries at any depth, or none if cached.

Wagtail descends level by level and queries the restrictions of each page on the way.
"""

from copy import copy

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.models import Page

from pages.content_cache import memo


def page_at(home: Page, parts: list[str]) -> Page | None:
    """Return the deepest page that the address `parts` below `home` name, as its specific type, or None.

    Each request gets its own copy. Only addresses of pages are cached, because visitors can make up any others.
    """
    address = f"{home.url_path}{'/'.join(parts)}/"
    page = memo(
        ("page at", address),
        lambda: _page_at(home, parts),
        keep=lambda page: page is not None and page.url_path == address,
    )
    return copy(page)


def _page_at(home: Page, parts: list[str]) -> Page | None:
    addresses = [f"{home.url_path}{'/'.join(parts[:end])}/" for end in range(1, len(parts) + 1)]
    above = [home.path[:end] for end in range(home.steplen, len(home.path) + 1, home.steplen)]
    by_address = Q(url_path__in=addresses, slug__in=parts)  # the slug has an index, the address does not
    rows = Page.objects.filter(by_address | Q(path__in=above)).order_by()
    rows = list(rows.values_list("path", "pk", "content_type", "alias_of", "view_restrictions"))
    path, pk, content_type, *_rest = max(rows, key=lambda row: len(row[0]), default=("", 0, 0))
    if len(path) <= len(home.path):
        return None
    model = ContentType.objects.get_for_id(content_type).model_class() or Page
    pages = model.objects.filter(pk=pk)
    page = (pages.select_related("listing_image") if hasattr(model, "listing_image") else pages).first()
    if page is not None:
        page.guards = [(alias, restriction) for at, _pk, _type, alias, restriction in rows if path.startswith(at)]
    return page
