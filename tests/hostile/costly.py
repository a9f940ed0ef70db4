"""Small files that take long to read or unpack to a lot: one for each known method."""

import io
import struct
import zipfile
import zlib

from pypdf import PdfWriter
from pypdf.generic import ArrayObject, NameObject, NumberObject

from tests.schools.postings.samples import pdf

from .files import archive, package, picture, relationship, written
from .files import workbook as usual_workbook


def pdf_of_operators(count: int = 1_000_000) -> bytes:
    """A PDF page whose content draws a letter `count` times."""
    return pdf(text=") Tj (a" * count)


def pdf_of_objects(count: int = 25_000) -> bytes:
    """Ten-number lists in the page, which nothing uses."""
    writer = PdfWriter()
    writer.add_blank_page(9, 9)[NameObject("/X")] = ArrayObject([ArrayObject([NumberObject(1)] * 10)] * count)
    return written(writer)


def nested_packages(packages: int = 6) -> bytes:
    """A DOCX with embedded workbooks that contain only lists of relationships, which must be read."""
    lists = relationship("hyperlink").replace("<Relationship ", "<a/>" * 200_000 + "<Relationship ")
    inner = package("xlsx", **{f"xl___rels__p{number}_dot_xml_dot_rels": lists for number in range(300)})
    return package(**{f"word__embeddings__b{number}_dot_xlsx": inner for number in range(packages)})


def many_entries(count: int = 200_000) -> bytes:
    """A package with a long directory; all entries are the same empty part."""
    made = package()
    entry = made.index(b"PK\x01\x02")
    end = made.rindex(b"PK\x05\x06")
    first = made[entry : made.index(b"PK\x01\x02", entry + 4)]
    directory = first * count
    tail = bytearray(made[end:])
    tail[8:12] = b"\xff\xff\xff\xff"
    tail[12:16] = len(directory).to_bytes(4, "little")
    return made[:entry] + directory + bytes(tail)


def attributes(megabytes: int) -> str:
    """Attributes of this size that are hard to compress."""
    text = "".join(f'a{number}="{zlib.crc32(b"%d" % number)}" ' for number in range(megabytes * 55_000))
    return text[: text.index(" ", megabytes * 2**20)]


def many_attributes() -> bytes:
    """A DOCX whose text is one element."""
    return package(main=f"<d {attributes(14)}/>")


def lists_of_attributes() -> bytes:
    """A DOCX with relationships of many attributes."""
    related = relationship("hyperlink").replace("<Relationship ", f"<Relationship {attributes(3)}")
    return package(**{f"word___rels__p{number}_dot_xml_dot_rels": related for number in range(4)})


def gif_of_frames(count: int = 150_000) -> bytes:
    """An animation with this many one-pixel frames."""
    head = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff"
    frame = b"\x2c\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00"
    return head + frame * count + b"\x3b"


def jpeg_of_scans(count: int = 8_000, size=(5000, 5000)) -> bytes:
    """A progressive JPEG whose last scan is repeated. Each is decoded over the whole picture."""
    content = picture("JPEG", size, progressive=True)
    last = content.rindex(b"\xff\xda")
    return content[:last] + content[last:-2] * count + content[-2:]


def jpeg_of_segments(count: int = 50_000) -> bytes:
    """A JPEG of many EXIF segments, each of which is added to a copy of those before."""
    content, exif = picture("JPEG", (900, 600)), b"Exif\0\0" + bytes(60)
    return content[:2] + (b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif) * count + content[2:]


def tiff_of_pages(count: int = 60_000) -> bytes:
    """A TIFF of one-pixel pages, whose only pixel is the first byte of the file."""
    width, height, bits, compression, color, strip, samples, rows, length = 256, 257, 258, 259, 262, 273, 277, 278, 279
    one = dict.fromkeys((width, height, compression, color, samples, rows, length), 1)
    values = sorted((one | {bits: 8, strip: 0}).items())
    tags = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in values)
    first, size = 8, 2 + len(tags) + 4
    page = struct.pack("<H", len(values)) + tags
    nexts = (first + size * number if number < count else 0 for number in range(1, count + 1))
    return struct.pack("<2sHI", b"II", 42, first) + b"".join(page + struct.pack("<I", place) for place in nexts)


def png_of_chunks(count: int = 300_000) -> bytes:
    """A PNG of empty chunks."""
    content = picture()
    return content[:33] + (b"\0\0\0\0teSt" + struct.pack(">I", zlib.crc32(b"teSt"))) * count + content[33:]


def workbook(sheet: str) -> bytes:
    """A workbook whose sheet has this XML."""
    with zipfile.ZipFile(io.BytesIO(usual_workbook())) as usual:
        parts = {name: usual.read(name) for name in usual.namelist()}
    return archive(**parts | {"xl/worksheets/sheet1.xml": sheet})


SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</worksheet>'
CELL = '<c r="A1" t="inlineStr"><is><t>from</t></is></c>'
GAP = SHEET.format(f'<sheetData><row r="1">{CELL}</row><row r="2000000000">{CELL}</row></sheetData>')
WIDE = SHEET.format('<dimension ref="A1:XFD20000"/><sheetData>' + "<row/>" * 20_000 + "</sheetData>")


def large_workbook(megabytes: int = 133) -> bytes:
    """A workbook with this much XML: rows of the same few cells."""
    row = "<row>" + '<c t="inlineStr"><is><t>Alliance</t></is></c>' * 20 + "</row>"
    return workbook(SHEET.format("<sheetData>" + row * (megabytes * 2**20 // len(row)) + "</sheetData>"))
