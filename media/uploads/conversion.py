"""Convert pictures that browsers cannot show to JPEG: HEIC, as iPhones take them, and TIFF.

JPEG photos that say where or with what they were taken are saved again, too: iPhones send photos as JPEG to many sites.
So are photos with more pixels than the library keeps.
"""

from io import BytesIO

import pillow_heif
from PIL import Image, ImageOps

pillow_heif.register_heif_opener()

CONVERTED = ("heic", "tiff")
LONGEST_SIDE = 4000  # pixels; the widest rendition has 2400
QUALITY = 90


def has_metadata(picture: Image.Image) -> bool:
    return bool(picture.getexif() or {"xmp", "comment"} & picture.info.keys())


def as_jpeg(picture: Image.Image) -> bytes:
    """Return a JPEG of `picture`, upright and without metadata."""
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
    return content.getvalue()
