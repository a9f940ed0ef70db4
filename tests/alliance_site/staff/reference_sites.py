"""Every place in an editor form that can refer to an object by key, found by walking fields and blocks."""

from dataclasses import dataclass

from django.forms import Form
from django.forms.models import ModelChoiceField
from wagtail import blocks
from wagtail.blocks.stream_block import StreamBlock
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageBlock
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, rich_text

LINKS = {Page: "page", get_document_model(): "document"}


@dataclass(frozen=True)
class Site:
    """One place: its name, the field that an error must name, and the data to post to refer to an object."""

    path: str
    field: str
    data: dict


def sites(form: Form, things: dict) -> list[Site]:
    """All places of the bound or unbound `form`, each referring to one of `things` (objects by model)."""
    found = []
    for name, field in form.fields.items():
        html_name = form.add_prefix(name)
        for path, value in _of_field(field, things):
            data = nested_form_data({html_name: value}) if isinstance(value, dict) else {html_name: value}
            found.append(Site(f"{html_name}{path}", html_name, data))
    for formset in getattr(form, "formsets", {}).values():
        row = formset.empty_form
        row.prefix = f"{formset.prefix}-{formset.total_form_count()}"
        counted = {f"{formset.prefix}-TOTAL_FORMS": formset.total_form_count() + 1, f"{row.prefix}-ORDER": "9"}
        found += [Site(one.path, one.field, one.data | counted) for one in sites(row, things)]
    return found


def together(found: list[Site]) -> dict:
    """The data to post to refer to an object in one place of each field."""
    data = {}
    for one in {site.field: site for site in found}.values():
        data |= one.data
    return data


def _of_field(field, things):
    if isinstance(field, ModelChoiceField):
        if thing := _thing(field.queryset.model, things):
            yield "", str(thing.pk)
    elif hasattr(field, "block"):
        yield from _of_block(field.block, things)
    elif hasattr(field.widget, "converter"):  # rich text
        yield from _of_text(things)


def _of_block(block, things):
    """(path, value as `nested_form_data` expects it) of each place inside `block`."""
    if isinstance(block, ImageBlock):
        yield ".image", {"image": str(_thing(get_image_model(), things).pk), "decorative": "", "alt_text": "A field"}
    elif isinstance(block, blocks.ChooserBlock):
        if thing := _thing(block.model_class, things):
            yield "", str(thing.pk)
    elif isinstance(block, blocks.RichTextBlock):
        yield from _of_text(things)
    elif isinstance(block, blocks.ListBlock):
        for path, value in _of_block(block.child_block, things):
            yield f".item{path}", _in_list("item", value)
    elif hasattr(block, "child_blocks"):
        for name, child in block.child_blocks.items():
            for path, value in _of_block(child, things):
                yield f".{name}{path}", _in(block, name, value)


def _of_text(things):
    for model, link in LINKS.items():
        if thing := _thing(model, things):
            yield f" ({link} link)", rich_text(f'<p>Some <a linktype="{link}" id="{thing.pk}">linked words</a></p>')


def _in(block, name: str, value) -> dict:
    """What a browser sends for `block` with `value` in its part `name`, a table with one cell."""
    if isinstance(block, StreamBlock):
        return _in_list(name, value)
    if isinstance(block, TypedTableBlock):
        one = {"order": "0", "deleted": ""}
        column = {"count": "1", "0": {"type": name, "heading": "Text", **one}}
        return {"caption": "Text", "column": column, "row": {"count": "1", "0": one}, "cell-0-0": value}
    return {other: _empty(one) for other, one in block.child_blocks.items()} | {name: value}


def _in_list(name: str, value) -> dict:
    return {"count": "1", "0": {"order": "0", "deleted": "", "type": name, "id": "", "value": value}}


def _empty(block):
    """What a browser sends for `block` with only the required parts filled in, without references."""
    if isinstance(block, ImageBlock):
        return {"image": "", "decorative": "", "alt_text": ""}
    if isinstance(block, blocks.RichTextBlock):
        return rich_text("<p>Text</p>")
    if isinstance(block, blocks.ListBlock | StreamBlock):
        return {"count": "0"}
    if isinstance(block, blocks.MultipleChoiceBlock):
        return []
    return "Text" if isinstance(block, blocks.CharBlock | blocks.TextBlock) else ""


def _thing(model, things):
    if model in things:
        return things[model]
    return next((thing for kind, thing in things.items() if issubclass(kind, model) or issubclass(model, kind)), None)
