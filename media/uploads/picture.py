"""Read a picture in its own process (`process`): decode all of it, and convert it to JPEG without metadata if needed.

Converted are pictures that browsers cannot show (HEIC, as iPhones take them, and TIFF), JPEG photos that say where or
with what they were taken, because iPhones send photos as JPEG to many sites, and photos with more pixels than the
library keeps. Parts are counted from the bytes: a small file of many parts takes long to open and decode.
"""

import re
import struct
import time
from io import BytesIO

import pillow_heif
from PIL import Image, ImageOps, ImageSequence

from media.uploads.limits import Budget, OverBudget, Refused

MOST_PARTS = 10_000  # a PNG picture of 20 MB has 5,000 at most; a photo has a few dozen
MOST_SCANS = 100  # of a progressive JPEG; each is decoded over the whole picture, and programs write about ten
MARKER = re.compile(
    rb"\xff++[^\x00\x01\xff\xd0-\xd8]"
)  # the start of a segment with a length, also at the end of a scan
SCAN, END = 0xDA, 0xD9

CONVERTED = ("heic", "tiff")
LONGEST_SIDE = 4000  # pixels; the widest rendition has 2400
QUALITY = 90

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

PORTRAIT_SIDE = 400


def count_parts(content, kind: str) -> None:
    """Raise Refused if the picture has too many parts. Other kinds, and what follows damage, are not counted."""
    scans, read = 0, {"jpeg": _segments, "png": _chunks}.get(kind, lambda _content: ())
    for parts, part in enumerate(read(content), 1):
        scans += part == SCAN
        if parts > MOST_PARTS or scans > MOST_SCANS:
            raise Refused("parts")


def _segments(content):
    """Yield the marker of each segment of a JPEG picture, up to its end: what follows is another picture."""
    place = 2
    while (found := MARKER.search(content, place)) and (marker := content[found.end() - 1]) != END:
        yield marker
        place = found.end()
        if found.end() + 2 <= len(content):
            place += struct.unpack_from(">H", content, place)[0]


def _chunks(content):
    """Yield the name of each chunk of a PNG picture."""
    place = 8
    while place + 8 <= len(content):
        size, name = struct.unpack_from(">I4s", content, place)
        yield name
        place += size + 12


pillow_heif.register_heif_opener()


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


def read(file, budget: Budget, kind: str, most: str) -> bytes:
    """Return a JPEG to store instead of the picture, or b"" if it can stay. It has `most` pixels at most.

    Raises Refused with a key of `fields.REFUSALS`, or OverBudget; frames are parts.
    """
    with open_picture(file, kind, MOST_OF_PHOTO if kind in PHOTOS else int(most)) as picture:
        if (
            kind in CONVERTED
            or picture.width * picture.height > int(most)
            or (kind == "jpeg" and (picture.getexif() or {"xmp", "comment"} & picture.info.keys()))
        ):
            return _converted(picture, kind)
        _decode(picture, kind, int(most), budget)
    if time.process_time() > LONGEST:
        raise OverBudget
    return b""


def open_picture(file, kind: str, most: int) -> Image.Image:
    """Open the picture without decoding it. Raises Refused if it has too many parts or pixels."""
    count_parts(file.getbuffer(), kind)
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


def read_portrait(file, _budget: Budget, kind: str, most: str) -> bytes:
    """Return a portrait drawn again: small, upright, and without metadata. Raises Refused as `read` does."""
    with open_picture(file, kind, int(most)) as picture:
        portrait = ImageOps.exif_transpose(picture)
        portrait.thumbnail((PORTRAIT_SIDE, PORTRAIT_SIDE))
        portrait = portrait.convert("RGB" if kind == "jpeg" else "RGBA")
    portrait.info.clear()
    output = BytesIO()
    portrait.save(output, FORMATS[kind])
    return output.getvalue()
