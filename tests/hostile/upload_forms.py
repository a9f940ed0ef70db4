"""Every form that takes a picture or a document: its address, and its fields with a file."""

import json
from html import unescape

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import Collection

from media.models import SiteDocument, SiteImage

TITLE = "What was typed"


def collection():
    return Collection.get_first_root_node().pk


def upload(name, content):
    return SimpleUploadedFile(name, content, "image/png")  # the browser's content type is never trusted


def asked(client, method, *arguments, **more):
    """The response of an editor form: its status and text."""
    response = getattr(client, method)(*arguments, **more)
    text = response.content.decode()
    if "json" in response["Content-Type"]:
        said = json.loads(text)
        text = said.get("error_message") or said.get("html") or said.get("htmlFragment") or said.get("form") or ""
    return response, " ".join(unescape(text).split())


def document_form(file):
    return {"title": TITLE, "collection": collection(), "file": file}


def picture_form(file):
    return document_form(file) | {"description": "A plain field", "people": "no_one"}


def several(file):
    return {"files[]": file, "title": TITLE, "collection": collection()}


def in_chooser(form, prefix):
    return lambda file: {f"{prefix}-{name}": value for name, value in form(file).items()}


PICTURE_DOORS = {
    "add": (lambda: reverse("wagtailimages:add"), picture_form),
    "add several": (lambda: reverse("wagtailimages:add_multiple"), several),
    "chooser": (lambda: reverse("wagtailimages_chooser:create"), in_chooser(picture_form, "image-chooser-upload")),
    "replace": (
        lambda: reverse("wagtailimages:edit", args=[SiteImage.objects.get().pk]),
        lambda file: picture_form(file) | {"record_confirmed": "on"},
    ),
}
DOCUMENT_DOORS = {
    "add": (lambda: reverse("wagtaildocs:add"), document_form),
    "add several": (lambda: reverse("wagtaildocs:add_multiple"), several),
    "chooser": (lambda: reverse("wagtaildocs_chooser:create"), in_chooser(document_form, "document-chooser-upload")),
    "replace": (lambda: reverse("wagtaildocs:edit", args=[SiteDocument.objects.get().pk]), document_form),
}


def account_form(file):
    """The form of one's own account, with a portrait."""
    return {
        "name_email-first_name": "Typed",
        "name_email-last_name": "Name",
        "theme-theme": "system",
        "theme-contrast": "system",
        "theme-density": "default",
        "locale-preferred_language": "",
        "locale-current_time_zone": "",
        "avatar-avatar": file,
    }
