"""Count the parts of a JPEG or PNG picture from its bytes: a small file of many parts takes long to open and decode."""

import re
import struct

from .budget import Refused

MOST_PARTS = 10_000  # a PNG picture of 20 MB has 5,000 at most; a photo has a few dozen
MOST_SCANS = 100  # of a progressive JPEG; each is decoded over the whole picture, and programs write about ten
MARKER = re.compile(
    rb"\xff++[^\x00\x01\xff\xd0-\xd8]"
)  # the start of a segment with a length, also at the end of a scan
SCAN, END = 0xDA, 0xD9


def count(content, kind: str) -> None:
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
