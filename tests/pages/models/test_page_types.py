"""Every page type follows the house rules: parents and children, description, few fields, working preview."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from wagtail.fields import StreamField
from wagtail.models import Page, get_page_models

from pages.blocks import BODY
from pages.models import (
    BasePage,
)
from tests.alliance_site.admin_policy.inline_code import inline
from tests.html import soup

TYPES = [model for model in get_page_models() if model is not Page]


def panels(panel):
    children = getattr(panel, "children", [])
    return [panel] + [found for child in children for found in panels(child)]


@pytest.mark.parametrize("model", TYPES)
def test_every_page_type_is_described_and_small(model):
    assert issubclass(model, BasePage)
    assert model.page_description
    assert getattr(model, "parent_page_types", None), "says where it may be added"
    handler = model.get_edit_handler()
    assert len(handler.children) <= 4
    fields = [panel.field_name for panel in panels(handler) if hasattr(panel, "field_name")]
    assert len(fields) <= 20


@pytest.mark.parametrize("model", TYPES)
def test_own_fields_say_what_good_looks_like(model):
    stock = {field.name for field in Page._meta.get_fields()}
    plain = {"body", "quote_source"}  # blocks have their own descriptions
    for panel in panels(model.get_edit_handler()):
        name = getattr(panel, "field_name", None)
        if name and name not in stock | plain:
            assert panel.help_text or model._meta.get_field(name).help_text, name


@pytest.mark.parametrize(("name", "block"), BODY)
def test_every_block_has_icon_group_description_and_template(name, block):
    assert block.meta.description
    assert block.meta.group
    assert block.meta.icon != "placeholder"
    assert block.meta.template.startswith("components/blocks/")


@pytest.fixture
def admin(client):
    client.force_login(get_user_model().objects.create_superuser("admin"))
    return client


@pytest.mark.django_db
@pytest.mark.parametrize("model", TYPES)
def test_every_page_can_be_opened_and_previewed_by_its_editor(admin, model):
    page = model.objects.order_by("path").first()
    edit = admin.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert edit.status_code == 200
    assert inline(soup(edit)) == []
    form = soup(edit).find("form", id="page-edit-form")
    data = {
        field["name"]: field.get("value", "") for field in form.select("input[name]") if field.get("type") != "checkbox"
    }
    data |= {field["name"]: field.get_text() for field in form.select("textarea[name]")}
    # The editor's script adds blocks. Without it the streams are empty, like those of an unfinished page.
    data |= {f"{field.name}-count": "0" for field in model._meta.get_fields() if isinstance(field, StreamField)}
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    assert admin.post(preview, data).json()["is_valid"]
    response = admin.get(preview)
    assert response.status_code == 200
    assert soup(response).find("h1")
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert "public" not in response["Cache-Control"]
