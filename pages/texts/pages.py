"""The texts of a page, each with a path such as `summary` or `body/<block id>/heading`.

Everything else in a page (pictures, figures, dates, links) is the same in every language.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.db import models
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.fields import StreamField
from wagtail.models import Page

OF_PAGE = ("title", "seo_title", "search_description")  # of Wagtail's own page fields
OF_STAFF = ("english_only",)
NOT_TEXT = (models.EmailField, models.SlugField, models.URLField)
BLOCK_KEYS = re.compile(r' data-block-key="[^"]*"')  # by which the editor tells paragraphs apart
TEXT_BLOCKS = (blocks.CharBlock, blocks.TextBlock, blocks.RichTextBlock)


@dataclass(frozen=True)
class Text:
    """One text. `is_html` is true for rich text; `place` is where Python stores it in raw stream data."""

    path: str
    label: str
    value: str
    is_html: bool = False
    place: tuple[dict, str] | tuple[list, int] | None = None


def fields_of(model) -> Iterator[models.Field]:
    """Yield the fields with text, and the StreamFields, of a page type."""
    shared = getattr(model, "shared_fields", ())  # Wagtail's own page type has none
    for field in model._meta.concrete_fields:
        if isinstance(field, StreamField) or (_is_text(field) and field.name not in shared):
            yield field


def stream_fields(model) -> list[StreamField]:
    """Return the StreamFields of a page type."""
    return [field for field in model._meta.concrete_fields if isinstance(field, StreamField)]


def _is_text(field) -> bool:
    own = field.name in OF_PAGE if field.model is Page else field.name not in OF_STAFF
    is_plain = isinstance(field, models.CharField | models.TextField) and not isinstance(field, NOT_TEXT)
    return own and is_plain and not field.choices


def texts_of(page, *, has_keys=False) -> list[Text]:
    """Return the texts of a specific page in the order of its form, without empty ones. `BLOCK_KEYS` are left out."""
    found = []
    for field in fields_of(type(page)):
        value = getattr(page, field.attname)
        if isinstance(field, StreamField):
            found += texts_in(field.name, value.stream_block, value.get_prep_value())
        else:
            is_html = type(field).__name__ == "RichTextField"
            found.append(Text(field.name, str(field.verbose_name), value or "", is_html))
    found = [text for text in found if text.value.strip()]
    return found if has_keys else [replace(text, value=BLOCK_KEYS.sub("", text.value)) for text in found]


def values_of(page) -> dict[str, str]:
    """Return the texts of a specific page by path. Pages with the same values say the same."""
    return {text.path: text.value for text in texts_of(page)}


def set_texts(page, values: dict[str, str]) -> int:
    """Set the texts of a specific page at the paths `values`. Return how many changed in more than `BLOCK_KEYS`."""
    old = values_of(page)
    new = {path: value for path, value in values.items() if BLOCK_KEYS.sub("", value) != old.get(path)}
    for field in fields_of(type(page)):
        if isinstance(field, StreamField):
            raw = getattr(page, field.name).get_prep_value()
            for text in texts_in(field.name, field.stream_block, raw):
                if text.path in new:
                    container, key = text.place
                    container[key] = new[text.path]
            setattr(page, field.name, field.stream_block.to_python(raw))
        elif field.name in new:
            setattr(page, field.name, new[field.name])
    return len(new)


def texts_in(path: str, block, raw: list) -> Iterator[Text]:
    """Yield the texts of raw stream data, empty ones too. `place` allows them to be replaced there."""
    for child in raw:
        kind = block.child_blocks.get(child["type"])
        if kind is not None:
            yield from _texts(f"{path}/{child['id']}", str(kind.label), kind, child, "value")


def _texts(path: str, label: str, block, container: dict, key: str) -> Iterator[Text]:
    value = container.get(key)
    if isinstance(block, blocks.StructBlock):
        shared = getattr(block, "shared_fields", ())
        for name, child in block.child_blocks.items():
            if name not in shared and isinstance(value, dict) and name in value:
                yield from _texts(f"{path}/{name}", f"{label}: {child.label}", child, value, name)
    elif isinstance(block, blocks.ListBlock):
        for item in [item for item in value or [] if isinstance(item, dict) and "id" in item]:  # as Wagtail stores it
            yield from _texts(f"{path}/{item['id']}", label, block.child_block, item, "value")
    elif isinstance(block, blocks.StreamBlock):
        yield from texts_in(path, block, value or [])
    elif isinstance(block, TypedTableBlock):
        yield from _table_texts(path, label, block, value or {})
    elif isinstance(block, TEXT_BLOCKS):
        yield Text(path, label, value or "", isinstance(block, blocks.RichTextBlock), (container, key))


def _table_texts(path: str, label: str, block, table: dict) -> Iterator[Text]:
    """Yield caption, headings, and cells.

    Rows and columns have no ids, so their paths are their numbers, and the size and kinds of the table: a cell of a
    table that gained or lost a row is another text.
    """
    if "caption" in table:
        yield Text(f"{path}/caption", label, table["caption"] or "", place=(table, "caption"))
    kinds = [block.child_blocks.get(column["type"]) for column in table.get("columns", [])]
    shape = "-".join([str(len(table.get("rows", []))), *(column["type"] for column in table.get("columns", []))])
    for number, column in enumerate(table.get("columns", [])):
        yield Text(f"{path}/{shape}/column-{number}", label, column["heading"] or "", place=(column, "heading"))
    for number, row in enumerate(table.get("rows", [])):
        for place, (kind, value) in enumerate(zip(kinds, row["values"], strict=False)):
            if isinstance(kind, TEXT_BLOCKS):
                is_html = isinstance(kind, blocks.RichTextBlock)
                yield Text(f"{path}/{shape}/row-{number}-{place}", label, value or "", is_html, (row["values"], place))
