"""The gate for documents that are posted: what is disguised is refused, what some people could not read is told.

A warning does not refuse: it stays with what was posted until somebody has put it right.
"""

import zipfile
from dataclasses import dataclass
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from pypdf import PdfReader

PAGES_READ = 10  # spread over the document: enough to tell a scan from a text
FEWEST_LETTERS = 20  # of a page that has a text layer
MOST_PARTS = 5_000  # of an Office file
OFFICE = {"docx": "word/", "pptx": "ppt/", "xlsx": "xl/"}
MADE_UP = ("microsoft word", "microsoft powerpoint", "untitled", "document1")  # how programs begin titles


@dataclass(frozen=True)
class Warning:
    """What is wrong in plain words, and what to do about it."""

    said: str
    to_do: str


WARNINGS = {
    "untagged": Warning(
        _("The PDF is not tagged: screen readers cannot tell headings, lists and tables."),
        _("Save it anew from the program it was written in, with “tagged PDF” or “accessible PDF” on."),
    ),
    "untitled": Warning(
        _("The PDF has no title of its own: browsers and screen readers announce its file name."),
        _("Give it a title in the document's properties, and save it anew."),
    ),
    "no-language": Warning(
        _("The PDF does not say its language: screen readers may read it with the wrong voice."),
        _("Set the language in the document's properties, and save it anew."),
    ),
    "other-language": Warning(
        _("The PDF says that it is in another language than the one you chose."),
        _("Look whether it is the right file. If it is, set its language in its properties and save it anew."),
    ),
    "scanned": Warning(
        _("The PDF seems to be a scan: pictures of pages, without text that can be read aloud, enlarged or searched."),
        _("Post the file it was printed from. If there is none, have the scan's text recognized (OCR) and checked."),
    ),
    "unread": Warning(
        _("The PDF could not be read to the end, so it was not checked."),
        _("Open it in the program that made it, save it anew, and look at it before you post it."),
    ),
}


def refuse_disguised(file) -> None:
    """Raises ValidationError if the uploaded `file` is not what its name says."""
    kind = ending(file.name)
    file.seek(0)
    start = file.read(1024)
    if not start:
        raise ValidationError(_("This file is empty. Choose it again."), code="disguised")
    if kind == "pdf":
        is_right = start.startswith(b"%PDF-")
    elif kind in OFFICE:
        is_right = _is_office(file, OFFICE[kind])
    else:  # a text: csv, txt
        is_right = b"\x00" not in start and not start.startswith((b"%PDF-", b"PK\x03\x04", b"MZ", b"\x7fELF"))
        is_right = is_right and not start.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<", b"#!"))
    file.seek(0)
    if not is_right:
        said = {"kind": kind.upper() or "?"}
        raise ValidationError(
            _("This is no %(kind)s file, whatever its name says. Choose the right one, or save it anew.") % said,
            code="disguised",
        )


def warnings(file, languages: list[str]) -> list[str]:
    """Which of `WARNINGS` a file that everybody can open, in `languages`, gets; only PDF files are looked at."""
    if ending(file.name) != "pdf":
        return []
    file.seek(0)
    try:
        return _of_pdf(PdfReader(file), languages)
    except Exception:  # of what is broken, pypdf may say anything
        return ["unread"]
    finally:
        file.seek(0)


def ending(name: str) -> str:
    return PurePath(name).suffix.lower().lstrip(".")


def _is_office(file, folder: str) -> bool:
    try:
        with zipfile.ZipFile(file) as package:
            names = package.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
    return "[Content_Types].xml" in names and len(names) <= MOST_PARTS and any(n.startswith(folder) for n in names)


def _of_pdf(reader: PdfReader, languages: list[str]) -> list[str]:
    found = []
    root = reader.trailer["/Root"]
    marked = root.get("/MarkInfo", {})
    if "/StructTreeRoot" not in root or not bool(getattr(marked.get("/Marked"), "value", marked.get("/Marked"))):
        found.append("untagged")
    if not _has_title(reader):
        found.append("untitled")
    language = str(root.get("/Lang") or "").strip().lower()
    if not language:
        found.append("no-language")
    elif languages and not any(language == one or language.startswith(f"{one}-") for one in languages):
        found.append("other-language")
    if _is_scan(reader):
        found.append("scanned")
    return found


def _has_title(reader: PdfReader) -> bool:
    title = str((reader.metadata and reader.metadata.title) or "").strip()
    if not title and reader.xmp_metadata:
        title = next(iter((reader.xmp_metadata.dc_title or {}).values()), "").strip()
    return bool(title) and not title.lower().startswith(MADE_UP) and ending(title) not in ("pdf", *OFFICE, "doc")


def _is_scan(reader: PdfReader) -> bool:
    """Whether more than half of the pages that are looked at have no text."""
    count = len(reader.pages)
    step = max(1, count // PAGES_READ)
    looked = [reader.pages[number] for number in range(0, count, step)][:PAGES_READ]
    empty = [page for page in looked if len("".join(page.extract_text().split())) < FEWEST_LETTERS]
    return 2 * len(empty) > len(looked) or not looked
