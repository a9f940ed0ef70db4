"""Read a picture in the process of `child`: decode all of it, and convert it to JPEG without metadata if needed."""

import time

from PIL import Image, ImageSequence

from . import picture_parts
from .budget import Budget, OverBudget, Refused
from .conversion import CONVERTED, as_jpeg, has_metadata

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
DEEP = ("I", "F")  # modes with more than 8 bits, which Pillow cuts off: most of the picture would be white
LONGEST = 2  # seconds for a picture that stays as it is, because each of its renditions decodes it in a request


def read(file, budget: Budget, kind: str, most: str) -> bytes:
    """Return a JPEG to store instead of the picture, or b"" if it can stay. It has `most` pixels at most.

    Raises Refused with a key of `fields.REFUSALS`, or OverBudget; frames are parts.
    """
    with open_picture(file, kind, MOST_OF_PHOTO if kind in PHOTOS else int(most)) as picture:
        if (
            kind in CONVERTED
            or picture.width * picture.height > int(most)
            or (kind == "jpeg" and has_metadata(picture))
        ):
            return _converted(picture, kind)
        _decode(picture, kind, int(most), budget)
    if time.process_time() > LONGEST:
        raise OverBudget
    return b""


def open_picture(file, kind: str, most: int) -> Image.Image:
    """Open the picture without decoding it. Raises Refused if it has too many parts or pixels."""
    picture_parts.count(file.getbuffer(), kind)
    try:
        picture = Image.open(file, formats=[FORMATS[kind]])
    except Image.DecompressionBombError:
        raise Refused("too_big") from None
    if picture.width * picture.height > most:
        raise Refused("too_big")
    return picture


def _converted(picture: Image.Image, kind: str) -> bytes:
    if kind == "tiff" and _has_pages(picture):
        raise Refused("pages")
    if picture.mode.startswith(DEEP):
        raise Refused("broken")
    return as_jpeg(picture)


def _has_pages(picture) -> bool:
    try:
        picture.seek(1)
    except EOFError:
        return False
    return True


def _decode(picture: Image.Image, kind: str, most: int, budget: Budget) -> None:
    # Frame by frame, because Pillow reads an entire GIF to count its frames.
    for number, frame in enumerate(ImageSequence.Iterator(picture), 1):
        if number > 1 and kind in ANIMATED:
            raise Refused("animated")
        budget.spend(parts=1)
        if number * frame.width * frame.height > most:
            raise Refused("too_big")
        frame.load()
