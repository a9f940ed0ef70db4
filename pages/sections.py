"""The anchors of a page's sections: made from the heading in the default language, so a link to one works in each."""

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.utils.text import slugify
from django.utils.translation import get_language
from wagtail.blocks import StreamValue

from pages.content_cache import memo


def set_anchors(page) -> None:
    """Give the sections of a translated page the anchors of the same sections of its source.

    One query, or none if `pages.page_lookup` found the page or it has no sections.
    """
    body = getattr(page, "body", None)
    if get_language() == settings.LANGUAGE_CODE or not isinstance(body, StreamValue):
        return
    sections = [block for block in body if block.block_type == "section"]
    if sections:
        anchors = _anchors(page)
        for section in sections:
            section.value.anchor_of_source = anchors.get(section.id, "")


def with_source_body(pages, locale):
    """Annotate the queryset `pages`, of one type in `locale`, for `set_anchors`."""
    if locale.language_code == settings.LANGUAGE_CODE or not hasattr(pages.model, "body"):
        return pages
    return pages.annotate(source_body=Subquery(_source_bodies(pages.model, OuterRef("translation_key"))[:1]))


def _source_bodies(model, translation_key):
    sources = model.objects.filter(translation_key=translation_key, locale__language_code=settings.LANGUAGE_CODE)
    return sources.order_by().values_list("body", flat=True)


def _anchors(page) -> dict[str, str]:
    """Return the anchors of the sections of the page that `page` translates, by block."""
    body = page.source_body
    if body is None:
        bodies = _source_bodies(type(page), page.translation_key)
        body = memo(("source body", page.translation_key), bodies.first)
    blocks = [block for block in body.raw_data if block["type"] == "section"] if body else []
    return {block["id"]: slugify(block["value"]["heading"]) for block in blocks}
