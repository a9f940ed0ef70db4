"""Form fields for pictures: pictures are decoded before they are saved, and portraits lose all metadata."""

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
from .conversion import DEEP, convert, is_converted

# WAGTAILIMAGES_EXTENSIONS → names of Pillow's decoders
FORMATS = {
    "avif": "AVIF",
    "gif": "GIF",
    "heic": "HEIF",
    "jpeg": "JPEG",
    "png": "PNG",
    "tiff": "TIFF",
    "webp": "WEBP",
}
ANIMATED = ("avif", "gif", "png", "webp")  # types that may be animated; several pictures in a JPEG are one photo
PHOTOS = ("heic", "jpeg")  # as phones take them
MOST_OF_PHOTO = 50_000_000  # pixels; a photo with more than the library keeps is scaled down
TOO_MANY = _("This picture has too many pixels. Make it smaller and choose it again.")
MOVING = _(
    "This picture is animated. Visitors cannot stop it, and it distracts from the text. Save one frame as a JPEG or "
    "PNG picture and choose that."
)
PAGES = _("This TIFF file has several pages. Save the page you need as a JPEG or PNG picture and choose that.")
BROKEN = _("This picture is damaged or incomplete. Open it in a photo program and save it again.")


def check_is_picture(file, allowed) -> None:
    """Raise ValidationError unless `file` is a picture of the type its name says, and one of the `allowed` types."""
    claimed, actual = ending(file.name), kind_of(head(file))
    allowed_names = ", ".join(kind.upper() for kind in allowed)
    if claimed not in allowed:
        raise ValidationError(
            _("Choose a picture of one of these types: %(kinds)s.") % {"kinds": allowed_names}, code="kind"
        )
    if actual in allowed and actual != claimed:
        text = _("This is %(found)s under another name. Rename it to “%(name)s” and choose it again.")
        name = PurePath(file.name).with_suffix(f".{actual.replace('jpeg', 'jpg')}").name
        raise ValidationError(text % {"found": KINDS[actual], "name": name}, code="disguised")
    if actual not in allowed:
        text = _("This is %(found)s. Save it as a JPEG or PNG picture and choose that.")
        if not actual:
            text = _("This is not a picture. Choose one of these types: %(kinds)s.")
        raise ValidationError(text % {"found": KINDS.get(actual), "kinds": allowed_names}, code="disguised")


def open_picture(file, kind: str, most: int | None = None):
    """Open the picture in `file` without decoding it. Raises ValidationError if a frame has too many pixels."""
    try:
        picture = Image.open(file, formats=[FORMATS[kind]])
    except Image.DecompressionBombError:
        raise ValidationError(TOO_MANY, code="too_big") from None
    check_pixels(picture.width * picture.height, most)
    return picture


def check_pixels(pixels: int, most: int | None = None) -> None:
    if pixels > (most or settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS):
        raise ValidationError(TOO_MANY, code="too_big")


def decode(file, kind: str) -> None:
    """Decode the picture, and convert it to JPEG without metadata if needed.

    Raises ValidationError if it is damaged, animated, or exceeds its budget; frames are parts.
    """
    file.seek(0)
    budget = Budget()
    most = MOST_OF_PHOTO if kind in PHOTOS else None  # they are scaled down
    with decoding_errors(), open_picture(file, kind, most) as picture:
        if is_converted(picture, kind):
            if kind == "tiff" and picture.n_frames > 1:
                raise ValidationError(PAGES, code="pages")
            if picture.mode.startswith(DEEP):
                raise ValidationError(BROKEN, code="broken")
            convert(file, picture)
            budget.spend()
        else:
            # Frame by frame, because Pillow reads an entire GIF to count its frames.
            for number, frame in enumerate(ImageSequence.Iterator(picture), 1):
                if number > 1 and kind in ANIMATED:
                    raise ValidationError(MOVING, code="animated")
                budget.spend(parts=1)
                check_pixels(number * frame.width * frame.height)
                frame.load()
    file.seek(0)


@contextmanager
def decoding_errors():
    """Turn any error of a decoder into a ValidationError, because manipulated files can cause all kinds of errors."""
    try:
        yield
    except ValidationError:
        raise
    except Exception:
        raise ValidationError(BROKEN, code="broken") from None


class PictureField(WagtailImageField):
    """A picture for the library."""

    def to_python(self, data):
        if data and data.size:
            check_is_picture(data, FORMATS)
            if data.size <= self.max_upload_size:
                decode(data, ending(data.name))
        return super().to_python(data)


class PortraitField(forms.ImageField):
    """A staff portrait. It is scaled down and saved again without metadata such as the location."""

    ALLOWED = ("jpeg", "png", "webp")
    LARGEST = 5 * 2**20
    LONGEST_SIDE = 400

    def to_python(self, data):
        if not data or not data.size:
            return super().to_python(data)
        if data.size > self.LARGEST:
            sizes = {"size": filesizeformat(data.size), "most": filesizeformat(self.LARGEST)}
            raise ValidationError(_("This file is too big (%(size)s). The limit is %(most)s.") % sizes, code="too_big")
        check_is_picture(data, self.ALLOWED)
        return self._redraw(data)

    def _redraw(self, data):
        kind = ending(data.name)
        with decoding_errors(), open_picture(data, kind) as picture:
            portrait = ImageOps.exif_transpose(picture)
            portrait.thumbnail((self.LONGEST_SIDE, self.LONGEST_SIDE))
            portrait = portrait.convert("RGB" if kind == "jpeg" else "RGBA")
        portrait.info.clear()
        output = BytesIO()
        portrait.save(output, FORMATS[kind])
        size = output.tell()
        output.seek(0)
        return InMemoryUploadedFile(output, "avatar", f"portrait.{kind}", f"image/{kind}", size, None)
