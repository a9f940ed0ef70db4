"""Convert pictures that browsers cannot show to JPEG: HEIC, as iPhones take them, and TIFF.

JPEG photos that say where or with what they were taken are saved again, too: iPhones send photos as JPEG to many sites.
So are photos with more pixels than the library keeps.
"""

from io import BytesIO
from pathlib import PurePath

import pillow_heif
from django.conf import settings
from PIL import Image, ImageOps

pillow_heif.register_heif_opener()

CONVERTED = ("heic", "tiff")
DEEP = ("I", "F")  # modes with more than 8 bits, which Pillow cuts off: most of the picture would be white
LONGEST_SIDE = 4000  # pixels; the widest rendition has 2400
QUALITY = 90


def is_converted(picture: Image.Image, kind: str) -> bool:
    is_large = picture.width * picture.height > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
    has_metadata = kind == "jpeg" and (picture.getexif() or {"xmp", "comment"} & picture.info.keys())
    return kind in CONVERTED or is_large or bool(has_metadata)


def convert(file, picture: Image.Image) -> None:
    """Replace the content of the upload `file` by a JPEG of `picture`, upright and without metadata.

    In place, because Wagtail's form for several uploads stores the file of the request, not that of the form.
    """
    profile = picture.info.get("icc_profile") if picture.mode in ("RGB", "RGBA") else None  # of a mode that stays
    picture.draft(None, (LONGEST_SIDE, LONGEST_SIDE))  # decodes a large JPEG at half the size
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))  # before anything copies it
    photo = ImageOps.exif_transpose(picture)
    if photo.has_transparency_data:  # JPEG has none, and what is below is often black
        photo = photo.convert("RGBA")
        photo = Image.alpha_composite(Image.new("RGBA", photo.size, "white"), photo)
    photo = photo.convert("RGB")
    photo.info.clear()
    content = BytesIO()
    photo.save(content, "JPEG", quality=QUALITY, icc_profile=profile)
    file.seek(0)
    file.truncate()
    file.size = file.write(content.getbuffer())
    file.seek(0)
    file.name = str(PurePath(file.name).with_suffix(".jpg"))
    file.content_type = "image/jpeg"
