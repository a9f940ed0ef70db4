"""Change what a value of a page's field refers to: records that choosers have chosen, and links in rich text."""

from collections.abc import Mapping

from bs4 import BeautifulSoup
from django.db.models import Model
from wagtail.blocks.list_block import ListValue
from wagtail.blocks.stream_block import StreamValue
from wagtail.blocks.struct_block import StructValue
from wagtail.contrib.typed_table_block.blocks import TypedTable
from wagtail.rich_text import RichText, extract_references_from_rich_text

Reference = tuple[type, str]  # a model (the base model in multi-table inheritance) and a key, or `str` and an address
Changes = Mapping[Reference, str | None]  # the new key of each reference; without one, it is removed


def base_model(model) -> type[Model]:
    return [model, *model._meta.get_parent_list()][-1]


def with_changes(block, value, changes: Changes):
    """Return `value` of `block` with `changes`. Where a reference is removed, a choice becomes empty, and a link plain
    text."""
    if isinstance(value, StreamValue):
        for child in value:
            child.value = with_changes(child.block, child.value, changes)
    elif isinstance(value, ListValue):
        for child in value.bound_blocks:
            child.value = with_changes(child.block, child.value, changes)
    elif isinstance(value, StructValue):
        for name, child in block.child_blocks.items():
            value[name] = with_changes(child, value[name], changes)
    elif isinstance(value, TypedTable):
        kinds = [column["block"] for column in value.columns]
        for row in value.row_data:
            cells = zip(kinds, row["values"], strict=True)
            row["values"] = [with_changes(kind, cell, changes) for kind, cell in cells]
    elif isinstance(value, str):
        return changes.get((str, value), value)
    elif isinstance(value, RichText):
        return RichText(text_with_changes(value.source, changes))
    else:
        for reference in _references(block.extract_references(value)):
            if reference in changes:
                new = block.to_python(changes[reference])
                fits = new is not None or changes[reference] is None  # a chooser of forms finds no other page
                return new if fits else value
    return value


def text_with_changes(html: str, changes: Changes) -> str:
    """Return rich text, as it is stored, with `changes`."""
    soup = BeautifulSoup(html, "html.parser")
    changed = [
        (tag, name, changes[reference])
        for tag in soup.find_all(["a", "embed"])
        for name, reference in _references_of(tag)
        if reference in changes
    ]
    for tag, name, key in changed:
        if key is None:
            tag.unwrap()
        else:
            tag[name] = key
    return str(soup) if changed else html


def _references_of(tag) -> list[tuple[str, Reference]]:
    """Return what an element refers to, each with the attribute that says it."""
    if tag.has_attr("href"):
        return [("href", (str, tag["href"]))]
    return [("id", reference) for reference in _references(extract_references_from_rich_text(str(tag)))]


def _references(rows) -> list[Reference]:
    return [(base_model(model), str(key)) for model, key, *_path in rows]
