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


def in_body(image):
    """The form data of a body with a picture."""
    return {
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "picture",
        "body-0-id": "",
        "body-0-value-image-image": image.pk,
        "body-0-value-image-alt_text": "Two scholars",
        "body-0-value-caption": "",
    }


def sent(client, page, **fields):
    """Send the form of `page` with `fields`; return its errors."""
    response = client.post(edit_url(page), form_of(client, page) | fields)
    return {} if response.status_code == 302 else response.context["form"].errors
