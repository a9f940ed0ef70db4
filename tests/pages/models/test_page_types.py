"""Every page type follows the house rules: parents, description, few fields, working preview."""

import re

import pytest
from django.urls import reverse
from wagtail.models import Page, get_page_models

from pages.blocks import BODY
from pages.models import BasePage
from pages.texts.pages import stream_fields
from tests.html import filled, inline, soup
from tests.pages.forms import checked, edit_url

TYPES = [model for model in get_page_models() if model is not Page]
DEVELOPERS = re.compile(r"\b(slug|URLs?|meta|tag|HTML|field|template|snippets?)\b|\[my-", re.IGNORECASE)


def panels(panel):
    children = getattr(panel, "children", [])
    return [panel] + [found for child in children for found in panels(child)]


@pytest.mark.parametrize("model", TYPES)
def test_every_page_type_is_described_and_small_and_its_own_fields_say_what_good_looks_like(model):
    assert issubclass(model, BasePage)
    assert model.page_description
    assert getattr(model, "parent_page_types", None), "says where it may be added"
    handler = model.get_edit_handler()
    assert len(handler.children) <= 4
    fields = [panel for panel in panels(handler) if hasattr(panel, "field_name")]
    assert len(fields) <= 20
    stock = {field.name for field in Page._meta.get_fields()}
    for panel in fields:
        if panel.field_name not in stock | {"body", "quote_source"}:  # blocks have their own descriptions
            assert panel.help_text or model._meta.get_field(panel.field_name).help_text, panel.field_name


@pytest.mark.django_db
def test_a_picture_that_would_be_blurred_at_the_top_is_refused_with_its_size_and_the_needed_one(picture, contact):
    for size in ((1199, 900), (1600, 629)):
        (said,) = checked(contact, listing_image=picture(size=size).pk).errors["listing_image"]
        assert f"{size[0]} × {size[1]}" in said
        assert "1200 × 630" in said
    assert checked(contact, summary="How to\r\nreach us.").cleaned_data["summary"] == "How to reach us."


def test_every_block_has_icon_group_description_template_and_preview():
    for name, block in BODY:
        assert block.meta.description, name
        assert block.is_previewable, name
        assert block.meta.group, name
        assert block.meta.icon != "placeholder", name
        assert block.meta.template.startswith("components/blocks/"), name


@pytest.mark.django_db
@pytest.mark.parametrize("model", TYPES)
def test_every_page_can_be_opened_and_previewed_by_its_editor_in_plain_words(admin_client, model):
    page = model.objects.order_by("path").first()
    edit = admin_client.get(edit_url(page))
    assert edit.status_code == 200
    assert inline(soup(edit)) == []
    form = soup(edit).find("form", id="page-edit-form")
    said = [words.get_text(" ", strip=True) for words in form.select(".w-field__label, .w-field__help, h2")]
    assert len(said) > 10
    assert [words for words in said if DEVELOPERS.search(words)] == []
    # The editor's script adds blocks. Without it the streams are empty, like those of an unfinished page.
    data = filled(edit) | {f"{field.name}-count": "0" for field in stream_fields(page)}
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    assert admin_client.post(preview, data).json()["is_valid"]
    response = admin_client.get(preview)
    assert response.status_code == 200
    assert soup(response).find("h1")
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert "public" not in response["Cache-Control"]
