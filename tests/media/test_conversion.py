"""Photos from phones and scanners come in as JPEG, upright; public pictures tell no location; duplicates stay out."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import ExifTags, Image, ImageCms
from wagtail.images.forms import get_image_form
from wagtail.models import UploadedFile

from media.models import SiteImage
from media.uploads.fields import decode
from media.uploads.file_types import ending
from tests.hostile import files
from tests.hostile.upload_forms import PICTURE_DOORS, asked, collection, upload

pytestmark = pytest.mark.django_db
NAMES = {"HEIF": "IMG_0001.HEIC", "JPEG": "IMG_0002.JPEG", "TIFF": "scan.tif"}


def photo(kind, size=(1400, 700), mode="RGB", **more) -> bytes:
    """A photo with its location and the phone's model. JPEG and TIFF files are turned by a quarter."""
    exif = Image.Exif()
    exif[0x010F] = files.SECRET.decode()
    if kind != "HEIF":  # Pillow turns the pixels themselves
        exif[ExifTags.Base.Orientation] = 6
    exif.get_ifd(0x8825).update({1: "N", 2: (34.0, 3.0, 8.0), 3: "W", 4: (118.0, 14.0, 37.0)})
    buffer = BytesIO()
    Image.new(mode, size).save(buffer, kind, exif=exif, **more)
    return buffer.getvalue()


def stored(content) -> Image.Image:
    assert files.SECRET not in content
    picture = Image.open(BytesIO(content))
    assert picture.format == "JPEG"
    assert not picture.getexif()
    return picture


@pytest.mark.parametrize(("door", "kind"), [("add", "HEIF"), ("chooser", "JPEG"), ("replace", "TIFF")])
def test_a_photo_is_stored_as_a_jpeg(admin_client, picture, kind, door):
    if door == "replace":
        picture()
    address, form = PICTURE_DOORS[door]
    response, text = asked(admin_client, "post", address(), form(upload(NAMES[kind], photo(kind))))
    assert response.status_code in (200, 302), text
    image = SiteImage.objects.get()
    assert image.file.name.endswith(".jpg")
    size = stored(image.file.read()).size
    assert size == (image.width, image.height) == ((1400, 700) if kind == "HEIF" else (700, 1400))
    assert image.get_rendition("width-320|format-webp").width == 320


@pytest.mark.parametrize("kind", ["TIFF", "HEIF"])
def test_every_kind_of_photo_is_converted_and_transparent_parts_become_white(kind):
    for mode in ("RGBA", "LA", "L", "P", "CMYK", "1") if kind == "TIFF" else ("RGBA",):
        file = upload(NAMES[kind], photo(kind, (60, 40), mode))  # black, or transparent
        decode(file, ending(file.name))
        converted = stored(file.read())
        assert converted.mode == "RGB"
        assert "A" not in mode or converted.convert("L").getextrema()[0] > 250, mode


def test_several_at_once_are_stored_as_jpeg_after_their_words_are_written(admin_client):
    address, form = PICTURE_DOORS["add several"]
    _response, html = asked(admin_client, "post", address(), form(upload(NAMES["HEIF"], photo("HEIF"))))
    waiting = UploadedFile.objects.get()
    stored(waiting.file.read())
    for field in ("description", "people", "release", "consent_until"):
        assert f'name="uploaded-image-{waiting.pk}-{field}"' in html
    address = reverse("wagtailimages:create_multiple_from_uploaded_image", args=[waiting.pk])
    words = {"title": "Lab", "description": "A lab", "collection": collection()}

    def send(**fields):
        data = {f"uploaded-image-{waiting.pk}-{name}": value for name, value in (words | fields).items()}
        return admin_client.post(address, data).json()

    assert "A picture of scholars needs a signed release" in send(people="scholars")["form"]
    assert send(people="scholars", release="Binder 3", consent_until="2099-06-30")["success"]
    image = SiteImage.objects.get()
    assert (image.release, image.may_be_published) == ("Binder 3", True)
    stored(image.file.read())


@pytest.mark.parametrize("mode", ["I;16", "I", "F"])
def test_pictures_with_more_than_8_bits_of_gray_are_refused_instead_of_cut_off(mode):
    with pytest.raises(ValidationError, match="This picture is damaged or incomplete"):
        decode(upload("a.tiff", photo("TIFF", mode=mode)), "tiff")


def test_a_picture_of_the_library_is_not_added_again(admin_client, admin_user, picture):
    def refusal(door):
        address, form = PICTURE_DOORS[door]
        place = reverse("wagtailimages:edit", args=[other.pk]) if door == "replace" else address()
        return asked(admin_client, "post", place, form(upload("b.png", files.picture(size=(50, 50)))))[1]

    address, form = PICTURE_DOORS["add"]
    admin_client.post(address(), form(upload("a.png", files.picture(size=(50, 50)))))
    first, other = SiteImage.objects.get(), picture()
    for door in PICTURE_DOORS:
        assert f"This picture is in the library already: “{first.title}”. Choose it there." in refusal(door), door
    SiteImage.objects.filter(pk=first.pk).update(people="scholars")
    assert "This picture is in the library and may not be used: No consent recorded." in refusal("add")
    assert SiteImage.objects.count() == 2
    assert not UploadedFile.objects.exists()
    twice = [form(upload("c.png", files.picture(size=(60, 60)))) for _click in range(2)]
    clicks = [get_image_form(SiteImage)(data, {"file": data["file"]}, user=admin_user) for data in twice]
    assert all(click.is_valid() for click in clicks), "both before either is saved"
    assert clicks[0].save() == clicks[1].save()
    assert SiteImage.objects.count() == 3


def test_a_photo_of_48_megapixels_is_scaled_down():
    file = upload("IMG_0002.JPEG", photo("JPEG", (8064, 6048)))
    decode(file, "jpeg")
    assert sorted(stored(file.read()).size) == [3000, 4000]


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
    assert [client.get(f"/media/{one}").status_code for one in (plain, name)] == [404, 200]
    image.renditions.all().delete()
    assert image.get_rendition("width-20").file.name.split(".")[-2][:24] == name.split(".")[-2][:24]
    settings.SECRET_KEY = "another"
    image.renditions.all().delete()
    assert image.get_rendition("width-20").file.name != name
