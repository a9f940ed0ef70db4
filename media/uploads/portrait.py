"""Draw a portrait again in the process of `child`: small, upright, and without metadata such as the location."""

from io import BytesIO

from PIL import ImageOps

from .budget import Budget
from .picture import FORMATS, open_picture

LONGEST_SIDE = 400


def read(file, _budget: Budget, kind: str, most: str) -> bytes:
    """Return the new portrait. Raises Refused as `picture` does."""
    with open_picture(file, kind, int(most)) as picture:
        portrait = ImageOps.exif_transpose(picture)
        portrait.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        portrait = portrait.convert("RGB" if kind == "jpeg" else "RGBA")
    portrait.info.clear()
    output = BytesIO()
    portrait.save(output, FORMATS[kind])
    return output.getvalue()
