"""Public renditions contain no location, and their addresses cannot be guessed."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from media.models import SiteImage
from tests.hostile import files

pytestmark = pytest.mark.django_db
SPECS = (
    *("original", "width-600", "fill-200x100", "width-600|format-jpeg", "width-600|format-png"),
    *("width-600|format-webp", "width-600|format-avif", "max-165x165"),
)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_renditions_have_no_location(kind):
    file = SimpleUploadedFile(f"home.{kind.lower()}", files.located(kind))
    image = SiteImage.objects.create(title="Home", description="A house", file=file)
    assert files.SECRET in image.file.read()
    for spec in SPECS:
        content = image.get_rendition(spec).file.read()
        assert files.SECRET not in content, spec
        with Image.open(BytesIO(content)) as shown:
            assert not shown.getexif(), spec
            assert not [name for name in ("exif", "xmp", "comment", "XML:com.adobe.xmp") if shown.info.get(name)], spec


def test_colors_match_the_original():
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    file = SimpleUploadedFile("t.jpg", files.picture("JPEG", icc_profile=profile))
    image = SiteImage.objects.create(title="T", description="T", file=file)
    with Image.open(image.get_rendition("width-20").file) as shown:
        assert shown.info["icc_profile"] == profile


def test_an_address_cannot_be_guessed_and_stays(client, settings, picture):
    image = picture()
    name = image.get_rendition("width-20").file.name
    assert name.startswith("images/")
    plain = name.replace(name.split(".")[-2] + ".", "")
    assert plain.endswith(".width-20.png")
    assert client.get(f"/media/{plain}").status_code == 404
    assert client.get(f"/media/{name}").status_code == 200
    image.renditions.all().delete()
    assert image.get_rendition("width-20").file.name.split(".")[-2][:24] == name.split(".")[-2][:24]
    settings.SECRET_KEY = "another"
    image.renditions.all().delete()
    assert image.get_rendition("width-20").file.name != name
