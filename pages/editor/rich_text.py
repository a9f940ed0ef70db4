"""The rich text editor with a bound on its work: what browsers send is put in order before Wagtail converts it.

Wagtail's converter takes time by the square of the styles that overlap, and fails on links that do. The editor never
sends either.
"""

import json
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_lazy as _
from draftjs_exporter.error import ExporterException
from wagtail.admin.forms.models import register_form_field_override
from wagtail.admin.rich_text import DraftailRichTextArea
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.admin.rich_text.converters.html_to_contentstate import LinkElementHandler
from wagtail.admin.rich_text.editors.draftail import DraftailRichTextAreaAdapter
from wagtail.admin.telepath import register
from wagtail.documents import get_document_model
from wagtail.fields import RichTextField
from wagtail.models import Page

MOST_CHARACTERS = 200_000  # as sent, of one text; a long page of policy has 60,000
MOST_PARTS = 2_000  # paragraphs, and passages with a style or a link
MOST_LINKS = 200
DEEPEST = 4  # levels of lists, as in the editor
REFUSED = "\0"  # starts a text that was too long to convert; every form field refuses it, and so does PostgreSQL
TOO_LONG = _(
    "This text has too many paragraphs, links, or passages in bold and italics. Move part of it to another section or "
    "page, or remove some formatting."
)
ERRORS = {"null_characters_not_allowed": TOO_LONG}

register_form_field_override(RichTextField, override={"error_messages": ERRORS})


class TooLong(ValueError):
    """A text with more parts than one field can have."""


class Converter(ContentstateConverter):
    """Converts between what the editor sends and what is stored. A text that is too long stays as it was sent."""

    def to_database_format(self, contentstate_json: str) -> str:
        try:
            return self.exporter.render(self._in_order(contentstate_json))
        except TooLong:
            return REFUSED + contentstate_json.replace(REFUSED, "")
        except (TypeError, KeyError, AttributeError, RecursionError, ExporterException) as error:
            raise ValueError("This is not a text of the editor") from error

    def from_database_format(self, html: str) -> str:
        if html.startswith(REFUSED):
            return html.removeprefix(REFUSED)
        handler = self.html_to_contentstate_handler
        handler.reset()
        handler.contentstate.html = html  # for handlers that look up all they need together
        handler.feed(html)
        handler.close()
        _add_targets(handler.contentstate.entity_map.values())
        return handler.contentstate.as_json(indent=4, separators=(",", ": "))

    def _in_order(self, contentstate_json: str) -> dict:
        """Return the text with styles and links that do not overlap. Raises TooLong, or what malformed text causes."""
        if len(contentstate_json) > MOST_CHARACTERS:
            raise TooLong
        sent = json.loads(contentstate_json)
        if sent is None:  # the text was emptied
            sent = {"entityMap": {}, "blocks": []}
        entities = {str(key): entity for key, entity in sent["entityMap"].items()}
        blocks = [self._block(block, entities) for block in sent["blocks"]]
        if not any(block["text"].strip() or block["entityRanges"] for block in blocks):
            blocks = []  # the editor opens an empty text as one paragraph
        links = sum(len(block["entityRanges"]) for block in blocks)
        if links > MOST_LINKS or links + len(blocks) + sum(len(b["inlineStyleRanges"]) for b in blocks) > MOST_PARTS:
            raise TooLong
        return {"blocks": blocks, "entityMap": entities}

    def _block(self, block: dict, entities: dict) -> dict:
        text = str(block["text"])
        styles = [one for one in block.get("inlineStyleRanges", ()) if one["style"] in self.exporter.style_options]
        links = [one for one in block.get("entityRanges", ()) if str(one["key"]) in entities]
        return block | {
            "text": text,
            "type": str(block["type"]),
            "depth": min(max(int(block.get("depth", 0)), 0), DEEPEST),
            "inlineStyleRanges": [
                range_ | {"style": style}
                for style in sorted({one["style"] for one in styles})
                for range_ in _merged((one for one in styles if one["style"] == style), len(text))
            ],
            "entityRanges": list(_apart(links, len(text))),
        }


def _within(ranges: Iterable[dict], end: int) -> list[tuple[int, int, dict]]:
    """Return start, end, and range of those that have text, in the order of the text."""
    found = ((max(int(one["offset"]), 0), min(int(one["offset"]) + int(one["length"]), end), one) for one in ranges)
    return sorted((one for one in found if one[0] < one[1]), key=lambda one: one[:2])


def _merged(ranges: Iterable[dict], end: int) -> Iterator[dict]:
    """Yield the ranges of one style as few that do not touch."""
    merged: list[list[int]] = []
    for start, stop, _range in _within(ranges, end):
        if merged and start <= merged[-1][1]:
            merged[-1][1] = max(stop, merged[-1][1])
        else:
            merged.append([start, stop])
    return ({"offset": start, "length": stop - start} for start, stop in merged)


def _apart(ranges: Iterable[dict], end: int) -> Iterator[dict]:
    """Yield the links that do not begin inside an earlier one."""
    latest = 0
    for start, stop, one in _within(ranges, end):
        if start >= latest:
            latest = stop
            yield {"offset": start, "length": stop - start, "key": one["key"]}


class TargetElementHandler(LinkElementHandler):
    """Reads a link to a page or document. `_add_targets` says where it leads, for all links of a text together."""

    def get_attribute_data(self, attrs):
        key = attrs.get("id", "")
        return {"id": int(key)} if key.isdecimal() and len(key) < 10 else {}


def _add_targets(entities: Iterable) -> None:
    """Add what the editor shows about the pages and documents of links."""
    for kind, find in TARGETS.items():
        links = [entity.data for entity in entities if entity.entity_type == kind and "id" in entity.data]
        targets = find({link["id"] for link in links}) if links else {}
        for link in links:
            link |= targets.get(link["id"], {})


def _pages(keys: set[int]) -> dict[int, dict]:
    pages = Page.objects.select_related("locale").in_bulk(keys)
    folders = {key: page.path[: -Page.steplen] for key, page in pages.items()}
    parents = dict(Page.objects.filter(path__in=folders.values()).values_list("path", "pk"))
    found = {key: {"url": page.url, "parentId": parents.get(folders[key])} for key, page in pages.items()}
    return {key: found.get(key, {"url": None, "parentId": None}) for key in keys}


def _documents(keys: set[int]) -> dict[int, dict]:
    documents = get_document_model().objects.in_bulk(keys)
    return {key: {"url": document.url, "filename": document.filename} for key, document in documents.items()}


TARGETS = {"LINK": _pages, "DOCUMENT": _documents}


class RichTextArea(DraftailRichTextArea):
    """Wagtail's editor of rich text, with our converter."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.converter = Converter(self.features)


register(DraftailRichTextAreaAdapter(), RichTextArea)


def read_links_together(features) -> None:
    """Replace Wagtail's handlers of links, which ask the database for each link."""
    rules = features.converter_rules_by_converter["contentstate"]
    for feature, selector, kind in (
        ("link", 'a[linktype="page"]', "LINK"),
        ("document-link", 'a[linktype="document"]', "DOCUMENT"),
    ):
        rules[feature]["from_database_format"][selector] = TargetElementHandler(kind)
