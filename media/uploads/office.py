"""Check DOCX, XLSX and PPTX packages (ECMA-376): their type, and that they neither run code nor load anything.

Parts are read one by one within a budget. ZIP bombs are rejected by their claimed size, before unpacking.
"""

from io import BytesIO
from xml.sax.handler import ContentHandler

from defusedxml import DefusedXmlException, ElementTree, sax
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from media.uploads.file_types import KINDS, OLD_OFFICE, head, refusal

from .budget import MOST_AT_ONCE, Budget, Package

MAIN = {  # content type of the main part
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
}
TYPES = "[Content_Types].xml"
MOST_RATIO, SMALL = 200, 2**20  # maximum compression ratio of parts that unpack to more than SMALL bytes
MOST_XML = 4 * 2**20  # bytes of a list of relationships or types
LONGEST_PROLOG = 2**16  # bytes before a part's first element
DEEPEST = 2  # nesting: a chart in a document contains a workbook


class Refused(Exception):
    """The package is harmful. The argument is the message for the user."""


BROKEN = _(
    "This file is damaged, or it is not an Office document. Open it in the program that made it and save it again."
)
OTHER = _("This file is of another type, not %(claimed)s as its name says. Choose the right file.")
BOMB = _("This file would expand to many times its size. Save it again with smaller pictures and fewer parts.")
MACROS = _("This file contains macros, which can harm the computers of people who open it. Save it without macros.")
OBJECTS = _(
    "This file contains an object from another program, which can harm the computers of people who open it. "
    "Paste it as a picture or text instead and save the file again."
)
FETCHES = _(
    "This file loads a part from elsewhere when it is opened (a template, a linked picture, or another "
    "workbook). Break the link or insert the part itself, and save the file again."
)
DECLARES = _("This file has XML declarations that no Office program writes. Save it again from an Office program.")


def check(file, kind: str, budget: Budget) -> None:
    """Raise ValidationError unless `file` is a harmless package of `kind`, a key of `MAIN`. Also raises OverBudget."""
    start = head(file)
    if start.startswith(OLD_OFFICE):
        text = _(
            "This file has a password or is in a format from before 2007. Save it again without a password, "
            "as %(kind)s."
        )
        raise ValidationError(text % {"kind": kind.upper()}, code="protected")
    if not start.startswith(b"PK\x03\x04"):
        raise refusal(start, kind)
    try:
        if MAIN[kind] not in _package(file, budget):
            raise ValidationError(OTHER % {"claimed": KINDS[kind]}, code="disguised")
    except Refused as refused:
        raise ValidationError(refused.args[0], code="harmful") from None
    except ValidationError:
        raise
    except Exception:  # zipfile and expat can raise anything for a manipulated file
        raise ValidationError(BROKEN, code="broken") from None
    finally:
        file.seek(0)


def _package(file, budget: Budget, depth: int = 1) -> set[str]:
    """Check all parts of a package and return its content types. Raises Refused."""
    with Package(file, budget) as package:
        parts = package.infolist()
        _ratios(parts)
        types = _types(_read(package, TYPES))
        for part in parts:
            _part(package, part, depth)
    if any("macroenabled" in content_type.lower() or "vbaproject" in content_type.lower() for content_type in types):
        raise Refused(MACROS)
    return types


def _ratios(parts) -> None:
    if any(part.file_size > max(SMALL, MOST_RATIO * part.compress_size) for part in parts):
        raise Refused(BOMB)


def _part(package, part, depth) -> None:
    name = part.filename.lower()
    if "vbaproject" in name or name.endswith((".docm", ".xlsm", ".pptm", ".dotm", ".xlam", ".xltm")):
        raise Refused(MACROS)
    if "/activex/" in name or ("/embeddings/" in name and name.endswith((".bin", ".exe", ".js", ".vbs", ".html"))):
        raise Refused(OBJECTS)
    if name.startswith("/") or ".." in name.split("/") or "\\" in name:
        raise Refused(BROKEN)
    if name.endswith(".rels"):
        _relationships(_read(package, part.filename))
    elif name.endswith(".xml"):
        _prolog(package, part)
    elif name.endswith((".docx", ".xlsx", ".pptx")):
        if depth == DEEPEST or part.file_size > MOST_AT_ONCE:
            raise Refused(OBJECTS)
        _package(BytesIO(package.read(part)), package.budget, depth + 1)


def _read(package, name) -> bytes:
    with package.open(name) as part:
        content = part.read(MOST_XML + 1)
    if len(content) > MOST_XML:
        raise Refused(BOMB)
    return content


def _tree(xml: bytes):
    try:
        return ElementTree.fromstring(xml, forbid_dtd=True)
    except DefusedXmlException:
        raise Refused(DECLARES) from None


def _types(xml: bytes) -> set[str]:
    return {element.get("ContentType", "") for element in _tree(xml).iter()}


def _relationships(xml: bytes) -> None:
    """Raise Refused for external targets that load automatically. Hyperlinks are allowed."""
    for relationship in _tree(xml).iter():
        if relationship.get("TargetMode") == "External" and not relationship.get("Type", "").endswith("/hyperlink"):
            raise Refused(FETCHES)


class _FirstElement(Exception):
    """The first element has started, so no more declarations can follow."""


class _PrologHandler(ContentHandler):
    def startElement(self, name, attrs):
        raise _FirstElement


def _prolog(package, part) -> None:
    """Raise Refused for a DTD before the first element, or if that element does not start within the limit."""
    parser = sax.make_parser()
    parser.forbid_dtd = True
    parser.setContentHandler(_PrologHandler())
    try:
        with package.open(part) as xml:
            parser.feed(xml.read(LONGEST_PROLOG))
    except _FirstElement:
        return
    except DefusedXmlException:
        raise Refused(DECLARES) from None
    raise Refused(BROKEN)
