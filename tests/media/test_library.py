"""The library: images need a description, and documents are downloaded."""

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.images.forms import get_image_form
from wagtail.models import Collection, CollectionViewRestriction

from media.models import SiteDocument, SiteImage
from tests.hostile import files
from tests.hostile.upload_forms import upload

pytestmark = pytest.mark.django_db


def form(description):
    form_class = get_image_form(SiteImage)
    user = get_user_model().objects.create_superuser("admin")
    data = {
        "title": "Photo",
        "description": description,
        "people": "no_one",
        "collection": Collection.get_first_root_node().pk,
    }
    return form_class(data, {"file": upload("photo.png", files.picture())}, user=user)


@pytest.mark.parametrize("description", ["", "   ", "IMG_2041.JPG", "photo.webp"])
def test_a_picture_needs_a_description_that_is_not_a_file_name(description):
    assert "description" in form(description).errors


def test_a_described_picture_is_accepted_and_its_description_is_the_alternative_text():
    found = form("A plain violet field")
    assert found.is_valid(), found.errors
    image = found.save()
    assert image.default_alt_text == "A plain violet field"
    assert 'alt="A plain violet field"' in image.get_rendition("width-20").img_tag()


def test_documents_open_as_downloads_and_private_ones_not_at_all(client):
    document = SiteDocument.objects.create(
        title="Notes", file=SimpleUploadedFile("notes.txt", b"<script>alert(1)</script>")
    )
    response = client.get(document.url)
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Cache-Control"] == client.get("/about/")["Cache-Control"]
    assert "Content-Encoding" not in response
    assert client.get(document.file.url).status_code == 404
    CollectionViewRestriction.objects.create(collection=document.collection, restriction_type="login")
    refused = client.get(document.url)
    assert (refused.status_code, refused["Cache-Control"]) == (302, "private, no-store")
    client.force_login(get_user_model().objects.create_superuser("admin"))
    allowed = client.get(document.url)
    assert (allowed.status_code, allowed["Cache-Control"]) == (200, "private, no-store")
