"""The library: images need a description, and documents are downloaded."""

import pytest
from django.contrib.auth import get_user_model
from wagtail.images.forms import get_image_form
from wagtail.models import Collection

from media.models import SiteImage
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
