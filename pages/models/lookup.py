"""Find a page by its address, with its view restrictions and translations: two queries at any depth, none if cached.

Wagtail descends level by level and queries the restrictions of each page on the way. The anchors of a page's sections
are made from their headings in the default language, so a link to one works in each.
"""

from collections.abc import Iterable
from copy import copy
from itertools import chain, count

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Q
from django.db.models.functions import JSONObject
from django.utils.text import slugify
from django.utils.translation import get_language
from wagtail.blocks import StreamValue
from wagtail.models import Page

from pages.content_cache import memo
from pages.routing.languages import FIELDS, translations_along


def set_anchors(page) -> None:
    """Give each section of a page an anchor of its own: on a translated page, that of the same section of its source.

    One query after a change of content; none if the page is a source or has no sections.
    """
    body = getattr(page, "body", None)
    if not isinstance(body, StreamValue):
        return
    sections = [block for block in body if block.block_type == "section"]
    if not sections:
        return
    is_source = get_language() == settings.LANGUAGE_CODE
    anchors = _numbered((one.id, one.value["heading"]) for one in sections) if is_source else _anchors(page)
    for section in sections:
        section.value.anchor_on_page = anchors.get(section.id, "")


def _anchors(page) -> dict[str, str]:
    """Return the anchors of the sections of the page that `page` translates, by block."""
    sources = type(page).objects.filter(translation_key=page.translation_key)
    bodies = sources.filter(locale__language_code=settings.LANGUAGE_CODE).values_list("body", flat=True)
    body = memo(("source body", page.translation_key), bodies.first)
    blocks = [block for block in body.raw_data if block["type"] == "section"] if body else []
    return _numbered((block["id"], block["value"]["heading"]) for block in blocks)


def _numbered(headings: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return an anchor for each block from its heading. The second of a heading gets a 2."""
    anchors: dict[str, str] = {}
    for block, heading in headings:
        slug = slugify(heading)
        numbered = (f"{slug}-{number}" for number in count(2))
        anchors[block] = slug and next(one for one in chain([slug], numbered) if one not in anchors.values())
    return anchors


def page_at(home: Page, parts: list[str]) -> Page | None:
    """Return the deepest page that the address `parts` below `home` name, as its specific type, or None.

    Each request gets its own copy. Only addresses of pages are cached, because visitors can make up any others. A file,
    whose name has a dot, is a route of its page.
    """
    parts = parts[:-1] if parts and "." in parts[-1] else parts
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
    paths = [path[:end] for end in range(len(home.path) + home.steplen, len(path) + 1, home.steplen)]
    rows_along = translations_along(paths, home.locale_id).values(row=JSONObject(**{name: name for name in FIELDS}))
    pages = model.objects.filter(pk=pk).annotate(translation_rows=ArraySubquery(rows_along))
    page = (pages.select_related("listing_image") if hasattr(model, "listing_image") else pages).first()
    if page is not None:
        page.guards = [(alias, restriction) for at, _pk, _type, alias, restriction in rows if path.startswith(at)]
    return page
