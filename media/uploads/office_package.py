"""Read a DOCX, XLSX, or PPTX package in the process of `child`. It may contain only what is in `office_lists`.

Parts are read one by one within a budget. ZIP bombs are rejected by their claimed size, before unpacking.
"""

import re
import zlib
from io import BytesIO

from pypdf.errors import PyPdfError

from media.uploads import pdf_contents

from .budget import Budget, Package, Refused
from .file_types import HEAD, kind_of
from .office_lists import GOOGLE, MAIN, PACKED, PICTURES, PLAIN, PRINTER, REASONS, RELATIONSHIPS, XML
from .office_xml import elements, scan

TYPES = "[Content_Types].xml"
MOST_RATIO, SMALL = 200, 2**20  # maximum compression ratio of parts that unpack to more than SMALL bytes
MOST_XML = 4 * 2**20  # bytes of a list of relationships or types
DEEPEST = 2  # nesting: a chart in a document contains a workbook
# Pictures that `kind_of` does not know, by how they begin.
DRAWINGS = (b"BM", b"\x01\x00\x00\x00", b"\xd7\xcd\xc6\x9a", b"\x01\x00\x09\x00", b"\x02\x00\x09\x00", b"II\xbc\x01")
GZIP = 31  # the name of the format for zlib
UNCLOSED = re.compile(rb"<br\s*>", re.IGNORECASE)  # Excel writes these in VML
RASTER = {"png", "jpeg", "gif", "tiff", "webp"}


def read(file, budget: Budget, kind: str, depth: int = 1) -> None:
    """Raise Refused with a key of `checks.OFFICE_REFUSALS` or “other”, or OverBudget."""
    with Package(file, budget) as package:
        parts = [part for part in package.infolist() if not part.is_dir()]
        if any(part.file_size > max(SMALL, MOST_RATIO * part.compress_size) for part in parts):
            raise Refused("bomb")
        types = _types(package)
        for part in parts:
            _part(package, part, depth)
    if MAIN[kind] not in types:
        raise Refused("other")


def _types(package) -> set[str]:
    """Return the content types of the parts."""
    with package.open(TYPES) as part:
        types = {attributes.get("ContentType", "") for _name, attributes in elements(_list(part), package.budget)}
    if any("macroenabled" in one.lower() or "vbaproject" in one.lower() for one in types):
        raise Refused("macros")
    return types


def _list(part) -> BytesIO:
    content = part.read(MOST_XML + 1)
    if len(content) > MOST_XML:
        raise Refused("bomb")
    return BytesIO(content)


def _part(package, part, depth: int) -> None:
    name = part.filename.lower()
    ending = name.rpartition(".")[2]  # or the whole name
    if "vbaproject" in name or ending in ("docm", "xlsm", "pptm", "dotm", "xlam", "xltm"):
        raise Refused("macros")
    if name.startswith("/") or ".." in name.split("/") or "\\" in name:
        raise Refused("broken")
    if ending in MAIN and depth < DEEPEST:
        read(BytesIO(package.read(part)), package.budget, ending, depth + 1)
        return
    if ending == "vml":
        scan(BytesIO(UNCLOSED.sub(b"<br/>", package.read(part))), package.budget)
        return
    if ending == "pdf" and "/media/" in name:
        _pdf_picture(package, part)
        return
    with package.open(part) as content:
        if ending == "rels":
            _relationships(_list(content), package.budget)
        elif ending in XML:
            scan(content, package.budget)
        elif not _is_plain(name, ending, content.read(HEAD)):
            raise Refused("objects")


def _pdf_picture(package, part) -> None:
    """Raise Refused unless the PDF, as which Office for Mac keeps a picture, is harmless."""
    try:
        pdf_contents.find_harm(BytesIO(package.read(part)), package.budget)
    except (Refused, PyPdfError):
        raise Refused("objects") from None


def _is_plain(name: str, ending: str, start: bytes) -> bool:
    """Whether a part that is not XML is data of a kind that is not opened on its own."""
    if ending in PACKED:
        start = zlib.decompressobj(GZIP).decompress(start, HEAD)
    if ending in PICTURES:
        return kind_of(start) in RASTER or start.startswith(DRAWINGS)
    return (ending in PLAIN or name in GOOGLE or (PRINTER in name and ending == "bin")) and kind_of(start) in (
        "",
        "txt",
    )


def _relationships(content, budget: Budget) -> None:
    """Raise Refused for a kind of relationship that is not listed, or one to another file. Hyperlinks may lead out."""
    for name, attributes in elements(content, budget):
        if name != "Relationship":
            continue
        kind, target = attributes.get("Type", "").rpartition("/")[2], attributes.get("Target", "")
        leads_out = attributes.get("TargetMode") == "External" or "://" in target or target.startswith("\\")
        if leads_out and kind != "hyperlink":
            raise Refused("loads")
        if kind not in RELATIONSHIPS:
            raise Refused(REASONS.get(kind, "objects"))
