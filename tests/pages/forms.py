"""The form of a page in the editor, as a browser sends it."""

from django.contrib.messages import get_messages
from django.forms import CheckboxInput
from django.urls import reverse
from django.utils.http import urlencode
from wagtail.blocks import ListBlock, StreamBlock, StructBlock

from pages.editor.rich_text import RichTextArea
from pages.texts.pages import stream_fields
from tests.html import filled

PUBLISH = {"action-publish": "action-publish"}


def edit_url(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def bulk_url(action, *pages):
    """Where `pages` that are ticked in a list are published, unpublished, or deleted."""
    query = urlencode({"id": [page.pk for page in pages], "next": "/admin/"}, doseq=True)
    return f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', action])}?{query}"


def form_of(client, page):
    """The form data of `page`. The editor's script adds blocks, so the streams are empty."""
    return filled(client.get(edit_url(page))) | {f"{field.name}-count": "0" for field in stream_fields(page)}


def checked(page, is_draft=False, **fields):
    """The form of `page` with `fields` alone, checked as before it goes out or as a draft: a rule needs no client."""
    fields = {f"{field.name}-count": "0" for field in stream_fields(page)} | fields
    form = page.get_edit_handler().get_form_class()
    form = form(fields, instance=type(page).objects.get(pk=page.pk), parent_page=page.get_parent())
    if is_draft:
        form.defer_required_fields()
    form.full_clean()
    return form


def said(response) -> str:
    """The messages to the editor after a form was sent."""
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def send(client, page, **fields):
    return client.post(edit_url(page), form_of(client, page) | fields)


def sent(client, page, **fields):
    """Send the form of `page` with `fields`; return its errors."""
    response = send(client, page, **fields)
    return {} if response.status_code == 302 else response.context["form"].errors


def form_with_streams(client, page):
    """The form data of `page` with its streams, as the editor's script sends them."""
    data = filled(client.get(edit_url(page)))
    for field in stream_fields(page):
        data |= _fields(field.name, field.stream_block, field.value_from_object(page))
    return data


def _fields(name, block, value) -> dict:
    """What the script sends of a block."""
    if isinstance(block, StreamBlock | ListBlock):
        children = value if isinstance(block, StreamBlock) else value.bound_blocks
        data = {f"{name}-count": len(children)}
        for number, child in enumerate(children):
            place = f"{name}-{number}"
            data |= {f"{place}-order": number, f"{place}-deleted": "", f"{place}-id": child.id or ""}
            data |= {f"{place}-type": child.block_type} if isinstance(block, StreamBlock) else {}
            data |= _fields(f"{place}-value", child.block, child.value)
        return data
    if isinstance(block, StructBlock):
        return {
            key: sent
            for part, child in block.child_blocks.items()
            for key, sent in _fields(f"{name}-{part}", child, value[part]).items()
        }
    shown = block.field.prepare_value(block.value_for_form(value))
    widget = block.field.widget
    if isinstance(widget, CheckboxInput):
        return {name: "on"} if shown else {}
    shown = widget.format_value(shown) if isinstance(widget, RichTextArea) else getattr(shown, "pk", shown)
    return {name: "" if shown is None else shown}
