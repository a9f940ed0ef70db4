"""The gate for documents that are posted: what is disguised is refused, what some people could not read is told.

A warning does not refuse: it stays with what was posted until somebody has put it right.
"""

from dataclasses import dataclass
from pathlib import PurePath
from zipfile import BadZipFile

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from media.uploads import pdf
from media.uploads.budget import Budget, OverBudget, Package

OFFICE = {"docx": "word/", "pptx": "ppt/", "xlsx": "xl/"}


@dataclass(frozen=True)
class Warning:
    """What is wrong in plain words, and what to do about it."""

    said: str
    to_do: str


WARNINGS = {
    "untagged": Warning(
        _("The PDF is not tagged: screen readers cannot tell headings, lists and tables."),
        _("Save it again from the program you wrote it in, with “tagged PDF” or “accessible PDF” turned on."),
    ),
    "untitled": Warning(
        _("The PDF has no title. Browsers and screen readers announce its file name instead."),
        _("Add a title in the document's properties and save it again."),
    ),
    "no-language": Warning(
        _("The PDF does not say its language: screen readers may read it with the wrong voice."),
        _("Set the language in the document's properties and save it again."),
    ),
    "other-language": Warning(
        _("The PDF’s own language setting differs from the language you chose."),
        _("Check whether this is the right file. If it is, set the language in its properties and save it again."),
    ),
    "scanned": Warning(
        _("The PDF seems to be a scan: pictures of pages, without text that can be read aloud, enlarged, or searched."),
        _("Post the original file. If there is none, run text recognition (OCR) on the scan and check the result."),
    ),
    "unread": Warning(
        _("The PDF could not be read completely, so it was not checked."),
        _("Open it in the program that made it, save it again, and look at it before you post it."),
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
            _("This is not a %(kind)s file, although its name says so. Choose the right file, or save it again.")
            % said,
            code="disguised",
        )


def warnings(file, languages: list[str]) -> list[str]:
    """Which of `WARNINGS` a file that everybody can open, in `languages`, gets; only PDF files are looked at."""
    if ending(file.name) != "pdf":
        return []
    try:
        return pdf.ask("access", file, Budget(), *languages)
    except (pdf.Unreadable, OverBudget):
        return ["unread"]


def ending(name: str) -> str:
    return PurePath(name).suffix.lower().lstrip(".")


def _is_office(file, folder: str) -> bool:
    try:
        with Package(file, Budget()) as package:
            names = package.namelist()
    except (BadZipFile, OSError, ValueError, NotImplementedError):
        return False
    return "[Content_Types].xml" in names and any(name.startswith(folder) for name in names)
