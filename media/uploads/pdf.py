"""PDF files that anyone can open, and that hold nothing that runs, starts or carries other files.

Read object by object from the root, as a program that shows it would; no content is unpacked.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject

from .kinds import head, refusal

MOST_OBJECTS = 200_000
RUNS = {"/JS", "/JavaScript"}
CARRIES = {"/EmbeddedFiles", "/EF", "/RichMedia", "/RichMediaContent"}
ACTIONS = {"/JavaScript", "/Launch", "/ImportData", "/Rendition", "/RichMediaExecute", "/GoToE"}
ATTACHMENTS = {"/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"}

BROKEN = _("This PDF file is damaged. Open it in the program that made it and save it anew.")
PROTECTED = _("This PDF file has a password, so that not everybody can read it. Save it without one.")
SCRIPTS = _(
    "This PDF file holds scripts or starts programs, which can do harm on the computers of those who open it. "
    "Print it into a new PDF file, or remove its scripts in the program that made it."
)
FILES = _(
    "This PDF file holds other files (attachments, video or sound). Save it without them, and add each as a document "
    "of its own."
)
TOO_MUCH = _("This PDF file has more parts than can be checked. Print it into a new PDF file, or split it.")


def check(file) -> None:
    """Raises ValidationError unless `file` is such a PDF."""
    start = head(file)
    if not start.startswith(b"%PDF-"):
        raise refusal(start, "pdf")
    try:
        _read(PdfReader(file))
    except ValidationError:
        raise
    except (PyPdfError, Exception):  # of what is broken on purpose, pypdf may say anything
        raise ValidationError(BROKEN, code="broken") from None
    finally:
        file.seek(0)


def _read(reader) -> None:
    if reader.is_encrypted and not reader.decrypt(""):  # one that only forbids printing has no password to open it
        raise ValidationError(PROTECTED, code="protected")
    if not len(reader.pages):
        raise ValidationError(BROKEN, code="broken")
    for found in _dictionaries(reader):
        keys = set(found)
        if keys & RUNS or _name(found, "/S") in ACTIONS or "/XFA" in keys:
            raise ValidationError(SCRIPTS, code="harmful")
        is_annotation = "/Type" not in keys or _name(found, "/Type") == "/Annot"
        if keys & CARRIES or (_name(found, "/Subtype") in ATTACHMENTS and is_annotation):
            raise ValidationError(FILES, code="harmful")


def _name(found, key) -> str:
    """The name at `key`, which may stand in an object of its own; empty if there is none, or no name."""
    if key not in found:
        return ""
    value = found[key]  # `get` would answer the reference, not what it leads to
    return value if isinstance(value, NameObject) else ""


def _dictionaries(reader):
    """Every dictionary that can be reached from the root, each once."""
    waiting, seen, count = [reader.trailer.raw_get("/Root")], set(), 0
    while waiting:
        one = waiting.pop()
        if isinstance(one, IndirectObject):
            if (one.idnum, one.generation) in seen:
                continue
            seen.add((one.idnum, one.generation))
            one = one.get_object()
        count += 1
        if count > MOST_OBJECTS:
            raise ValidationError(TOO_MUCH, code="harmful")
        if isinstance(one, DictionaryObject):
            yield one
            waiting.extend(one.raw_get(key) for key in one)
        elif isinstance(one, ArrayObject):
            waiting.extend(list.__iter__(one))
