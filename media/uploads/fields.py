"""Form fields for pictures: pictures are decoded before they are saved, and portraits lose all metadata."""

from pathlib import PurePath

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.account import AvatarPreferencesForm
from wagtail.contrib.redirects.forms import ImportForm
from wagtail.images.fields import WagtailImageField

from media.uploads import process
from media.uploads.checks import check_size, check_table
from media.uploads.file_types import KINDS, ending, head, kind_of
from media.uploads.limits import Budget, OverBudget
from media.uploads.picture import FORMATS

REFUSALS = {  # by the result of `picture`
    "too_big": _("This picture has too many pixels. Make it smaller and choose it again."),
    "parts": _(
        "This picture takes too long to read, because it has too many parts or pixels. Open it in a photo program, "
        "save it as a smaller JPEG picture, and choose that."
    ),
    "animated": _(
        "This picture is animated. Visitors cannot stop it, and it distracts from the text. Save one frame as a JPEG "
        "or PNG picture and choose that."
    ),
    "pages": _("This TIFF file has several pages. Save the page you need as a JPEG or PNG picture and choose that."),
    "broken": _("This picture is damaged or incomplete. Open it in a photo program and save it again."),
}


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


def read(task: str, file, kind: str) -> bytes:
    """Run a task of `process` on a picture, and return the new content. Raises ValidationError."""
    try:
        return process.check(task, file, Budget(), REFUSALS, kind, str(settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS))
    except OverBudget:
        raise ValidationError(REFUSALS["parts"], code="parts") from None


def decode(file, kind: str) -> None:
    """Check that the picture can be decoded, and replace the content of `file` by a JPEG if needed.

    In place, because Wagtail's form for several uploads stores the file of the request, not that of the form.
    """
    if content := read("picture.read", file, kind):
        file.truncate()
        file.size = file.write(content)
        file.seek(0)
        file.name = str(PurePath(file.name).with_suffix(".jpg"))
        file.content_type = "image/jpeg"


class PictureField(WagtailImageField):
    """A picture for the library."""

    def to_python(self, data):
        if data and data.size:
            check_is_picture(data, FORMATS)
            if data.size <= self.max_upload_size:
                decode(data, ending(data.name))
        return super().to_python(data)

    def check_image_pixel_size(self, f):
        """Skip Wagtail's check, which decodes the picture again in this process."""


class PortraitField(forms.ImageField):
    """A staff portrait. It is scaled down and saved again without metadata such as the location."""

    ALLOWED = ("jpeg", "png", "webp")
    LARGEST = 5 * 2**20

    def to_python(self, data):
        if not data or not data.size:
            return super().to_python(data)
        check_size(data, self.LARGEST)
        check_is_picture(data, self.ALLOWED)
        kind = ending(data.name)
        portrait = read("picture.read_portrait", data, kind)
        return SimpleUploadedFile(f"portrait.{kind}", portrait, f"image/{kind}")


def check_uploads() -> None:
    """Add checks to Wagtail's two upload forms without a setting for the form class."""
    original = AvatarPreferencesForm.base_fields["avatar"]
    AvatarPreferencesForm.base_fields["avatar"] = PortraitField(
        label=original.label, required=False, help_text=_("JPEG, PNG, or WebP.")
    )
    ImportForm.base_fields["import_file"].validators.append(check_table)
