"""Form fields for pictures: they are decoded before they are kept, and portraits keep nothing but their pixels."""

from contextlib import contextmanager
from io import BytesIO
from pathlib import PurePath

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, ImageSequence
from wagtail.images.fields import WagtailImageField

from media.uploads.file_types import KINDS, ending, head, kind_of

from .budget import Budget

FORMATS = {
    kind: kind.upper() for kind in ("avif", "gif", "jpeg", "png", "webp")
}  # of WAGTAILIMAGES_EXTENSIONS, as the decoders call them
TOO_MANY = _("This picture has too many pixels. Make it smaller and choose it again.")
BROKEN = _("This picture is damaged or incomplete. Open it in a photo program and save it again.")


def check_is_picture(file, allowed) -> None:
    """Raises ValidationError unless `file` is a picture of the kind that its name claims, one of `allowed`."""
    claimed, found = ending(file.name), kind_of(head(file))
    listed = ", ".join(kind.upper() for kind in allowed)
    if claimed not in allowed:
        raise ValidationError(_("Choose a picture of one of these types: %(kinds)s.") % {"kinds": listed}, code="kind")
    if found in allowed and found != claimed:
        text = _("This is %(found)s under another name. Rename it to “%(name)s” and choose it again.")
        name = PurePath(file.name).with_suffix(f".{found.replace('jpeg', 'jpg')}").name
        raise ValidationError(text % {"found": KINDS[found], "name": name}, code="disguised")
    if found not in allowed:
        text = _("This is %(found)s. Save it as a JPEG or PNG picture and choose that.")
        if not found:
            text = _("This is not a picture. Choose one of these types: %(kinds)s.")
        raise ValidationError(text % {"found": KINDS.get(found), "kinds": listed}, code="disguised")


def open_picture(file, kind: str):
    """The picture in `file`, its pixels not read yet. Raises ValidationError if one frame has too many."""
    try:
        picture = Image.open(file, formats=[FORMATS[kind]])
    except Image.DecompressionBombError:
        raise ValidationError(TOO_MANY, code="too_big") from None
    check_pixels(picture.width * picture.height)
    return picture


def check_pixels(pixels: int) -> None:
    if pixels > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
        raise ValidationError(TOO_MANY, code="too_big")


def decode(file, kind: str) -> None:
    """Raises ValidationError for a picture that cannot be drawn, or takes too much: its frames are parts."""
    file.seek(0)
    budget = Budget()
    with honest_decoder(), open_picture(file, kind) as picture:
        # Frame by frame: to count them first, Pillow reads through all of a GIF.
        for number, frame in enumerate(ImageSequence.Iterator(picture), 1):
            budget.spend(parts=1)
            check_pixels(number * frame.width * frame.height)
            frame.load()
    file.seek(0)


@contextmanager
def honest_decoder():
    """Of what is broken on purpose a decoder may say anything; here all of it is one sentence."""
    try:
        yield
    except ValidationError:
        raise
    except Exception:
        raise ValidationError(BROKEN, code="broken") from None


class PictureField(WagtailImageField):
    """A picture of the library."""

    def to_python(self, data):
        if data and data.size:
            check_is_picture(data, FORMATS)
            if data.size <= self.max_upload_size:
                decode(data, ending(data.name))
        return super().to_python(data)


class PortraitField(forms.ImageField):
    """The picture of a member of staff. It is drawn anew, without where it was taken or whatever else it carried."""

    ALLOWED = ("jpeg", "png", "webp")
    LARGEST = 5 * 2**20
    LONGEST_SIDE = 400

    def to_python(self, data):
        if not data or not data.size:
            return super().to_python(data)
        if data.size > self.LARGEST:
            said = {"size": filesizeformat(data.size), "most": filesizeformat(self.LARGEST)}
            raise ValidationError(_("This file is too big (%(size)s). The limit is %(most)s.") % said, code="too_big")
        check_is_picture(data, self.ALLOWED)
        return self._drawn_anew(data)

    def _drawn_anew(self, data):
        kind = ending(data.name)
        with honest_decoder(), open_picture(data, kind) as picture:
            drawn = ImageOps.exif_transpose(picture)
            drawn.thumbnail((self.LONGEST_SIDE, self.LONGEST_SIDE))
            drawn = drawn.convert("RGB" if kind == "jpeg" else "RGBA")
        drawn.info.clear()
        output = BytesIO()
        drawn.save(output, FORMATS[kind])
        size = output.tell()
        output.seek(0)
        return InMemoryUploadedFile(output, "avatar", f"portrait.{kind}", f"image/{kind}", size, None)
