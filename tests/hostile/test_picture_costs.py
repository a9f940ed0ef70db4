"""A small picture cannot keep a worker busy, at any form that takes one: neither when it comes in nor later."""

import os
from contextlib import contextmanager

import pytest
from django.urls import reverse
from PIL import ImageFile
from wagtail.users.models import UserProfile

from media.models import SiteImage
from media.uploads import child
from media.uploads.budget import SECONDS
from tests.schools.people import person

from . import costly
from .upload_forms import PICTURE_DOORS, TITLE, account_form, asked, at, upload

pytestmark = [pytest.mark.django_db, pytest.mark.hostile]
TOO_LONG = "This picture takes too long to read, because it has too many parts or pixels."
PICTURES = {  # what it is: its name, its content, and the expected message
    "JPEG of 8,000 scans": ("a.jpg", costly.jpeg_of_scans, TOO_LONG),
    "JPEG of 50,000 EXIF segments": ("a.jpg", costly.jpeg_of_segments, TOO_LONG),
    "TIFF of 60,000 pages": ("a.tif", costly.tiff_of_pages, "This TIFF file has several pages."),
    "PNG of 300,000 chunks": ("a.png", costly.png_of_chunks, TOO_LONG),
}
PORTRAITS = [what for what, (name, *_) in PICTURES.items() if name in ("a.jpg", "a.png")]


@contextmanager
def bounded(told, sent: str, came_back: str):
    """Fail if the request, with its processes, takes more than its seconds of processor. Note the seconds."""
    before = sum(os.times()[:4])
    yield
    spent = sum(os.times()[:4]) - before
    assert spent < SECONDS
    told("Costly pictures", sent, f"{came_back}…", f"nothing; {spent:.1f} s")


@pytest.mark.parametrize(
    ("what", "door"), at(PICTURE_DOORS, PICTURES, "JPEG of 8,000 scans", "JPEG of 50,000 EXIF segments")
)
def test_no_form_is_held_up_by_a_small_picture(admin_client, picture, told, what, door):
    name, made, said = PICTURES[what]
    content = made()
    if door == "replace":
        picture()
    address, form = PICTURE_DOORS[door]
    address, count = address(), SiteImage.objects.count()
    with bounded(told, f"{door}, {what}: {len(content):,} bytes", said):
        _response, text = asked(admin_client, "post", address, form(upload(name, content)))
    assert text.count(said) == 1
    assert SiteImage.objects.count() == count
    assert door == "add several" or f'value="{TITLE}"' in text


@pytest.mark.parametrize("what", PORTRAITS)
def test_no_portrait_holds_up_the_account_page(client, told, what):
    name, made, said = PICTURES[what]
    content, user = made(), person("paula", "Publisher")
    client.force_login(user)
    with bounded(told, f"portrait, {what}: {len(content):,} bytes", said):
        page = client.post(reverse("wagtailadmin_account"), account_form(user, upload(name, content)))
    assert said in page.content.decode()
    assert 'value="Typed"' in page.content.decode()


def test_no_picture_is_decoded_in_the_request_that_brings_it(admin_client, client, monkeypatch):
    """What is decoded later, for renditions, has been decoded within limits before."""
    user, (address, form) = person("paula", "Publisher"), PICTURE_DOORS["add"]
    with monkeypatch.context() as request:
        request.setattr(ImageFile.ImageFile, "load", lambda _picture: pytest.fail("decoded in the request"))
        assert admin_client.post(address(), form(upload("a.png", costly.picture()))).status_code == 302
        assert admin_client.post(address(), form(upload("a.heic", costly.picture("HEIF")))).status_code == 302
        client.force_login(user)
        sent = account_form(user, upload("a.jpg", costly.picture("JPEG")))
        assert client.post(reverse("wagtailadmin_account"), sent).status_code == 302
    assert SiteImage.objects.count() == 2
    assert UserProfile.objects.get(user=user).avatar.name.endswith(".jpeg")


def test_a_picture_that_would_take_long_each_time_it_is_shown_is_refused(admin_client):
    """It is decoded again for each rendition, in the request that asks for it first."""
    address, form = PICTURE_DOORS["add"]
    content = costly.jpeg_of_scans(95, (6300, 6300))
    _response, text = asked(admin_client, "post", address(), form(upload("a.jpg", content)))
    assert TOO_LONG in text
    assert not SiteImage.objects.exists()


def test_a_picture_that_needs_more_memory_than_it_may_have_is_refused(admin_client, told):
    name, content = "a.webp", costly.picture("WEBP", (8100, 4900), lossless=True)
    assert child.MOST_MEMORY < 8100 * 4900 * 16
    address, form = PICTURE_DOORS["add"]
    with bounded(told, f"add, WebP of 40 million pixels: {len(content):,} bytes", TOO_LONG):
        _response, text = asked(admin_client, "post", address(), form(upload(name, content)))
    assert TOO_LONG in text
