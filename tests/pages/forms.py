"""The form of a page in the editor, as a browser sends it."""

from django.urls import reverse

from tests.html import soup


def edit_url(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def form_of(client, page):
    """The form data of `page`. The editor's script adds blocks, so the streams are empty."""
    form = soup(client.get(edit_url(page))).find("form", id="page-edit-form")
    data = {
        field["name"]: field.get("value", "") for field in form.select("input[name]") if field.get("type") != "checkbox"
    }
    return data | {field["name"]: field.get_text() for field in form.select("textarea[name]")} | {"body-count": "0"}
