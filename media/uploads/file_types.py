"""File types by content, and their names."""

import re
from pathlib import PurePath

import filetype
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

HEAD = 8192  # bytes at the start of a file that identify its type
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Text that browsers treat as HTML or SVG regardless of the name, following the WHATWG's MIME sniffing.
MARKUP = re.compile(
    rb"(?:\xef\xbb\xbf)?+[\s\x00]*+(?:<\?xml[^>]*+>|<!--.*?-->|<!doctype[^>]*+>|\s)*+"  # possessive: no backtracking
    rb"<(html|head|body|script|iframe|svg|style|title|table|div|font|br|img|p|a|h1|b)(?=[\s>/])",
    re.IGNORECASE | re.DOTALL,
)
# Browsers treat text that starts like this as HTML, whatever follows.
DECLARATION = re.compile(rb"(?:\xef\xbb\xbf)?+[\s\x00]*+<!(?:--|doctype html)", re.IGNORECASE)
SCRIPT = (b"#!", b"<?php", b"@echo off")
KINDS = {
    "avif": _("an AVIF picture"),
    "csv": _("a table (CSV)"),
    "doc": _("an Office document from before 2007, or one with a password"),
    "docx": _("a Word document (DOCX)"),
    "exe": _("a Windows program"),
    "elf": _("a program"),
    "gif": _("a GIF picture"),
    "heic": _("a HEIC picture, as taken by some phones"),
    "html": _("a web page"),
    "jpeg": _("a JPEG picture"),
    "pdf": _("a PDF file"),
    "png": _("a PNG picture"),
    "pptx": _("a presentation (PPTX)"),
    "script": _("a script"),
    "svg": _("an SVG drawing, which may hold scripts"),
    "tiff": _("a TIFF picture"),
    "txt": _("plain text"),
    "webp": _("a WebP picture"),
    "xlsx": _("a workbook (XLSX)"),
    "xml": _("an XML file"),
    "zip": _("an archive of files"),
}
SAME = {
    "jpg": "jpeg",
    "apng": "png",
    "xls": "doc",
    "ppt": "doc",
    "heif": "heic",
    "tif": "tiff",
    "wasm": "elf",
    "tsv": "csv",
    **dict.fromkeys(("7z", "rar", "gz", "tar", "bz2", "xz", "cab", "epub", "odt", "ods", "odp", "deb", "rpm"), "zip"),
}


def ending(name: str) -> str:
    """Return the type that a file's name claims: “jpeg” for `photo.JPG`."""
    end = PurePath(name).suffix.lower().lstrip(".")
    return SAME.get(end, end)


def head(file) -> bytes:
    """Return the first `HEAD` bytes of the file, and rewind it."""
    file.seek(0)
    start = file.read(HEAD)
    file.seek(0)
    return start


def kind_of(start: bytes) -> str:
    """Return the type of a file that begins with `start`: a key of `KINDS`, or "" if unknown."""
    if found := filetype.guess(start):
        kind = SAME.get(found.extension, found.extension)
        return kind if kind in KINDS else ""
    if start.startswith(OLD_OFFICE):
        return "doc"
    if found := MARKUP.match(start):
        return "svg" if found[1].lower() == b"svg" else "html"
    if DECLARATION.match(start):
        return "html"
    if start.lstrip().lower().startswith(SCRIPT):
        return "script"
    if start.lstrip(b"\xef\xbb\xbf").startswith(b"<?xml"):
        return "xml"
    return "txt" if start and not re.search(rb"[\x00-\x08\x0e-\x1f]", start) else ""


def refusal(start: bytes, claimed: str) -> ValidationError:
    """Return an error for a file that begins with `start` and is not of the `claimed` type."""
    actual = kind_of(start)
    names = {"found": KINDS.get(actual), "claimed": KINDS[claimed]}
    if not start:
        return ValidationError(_("This file is empty. Choose it again."), code="disguised")
    if not actual or actual == claimed:
        text = _(
            "This is not %(claimed)s, although its name says so. Choose the right file, or save it "
            "again in that format."
        )
    else:
        text = _(
            "This is %(found)s, not %(claimed)s as its name says. Choose the right file, or save it "
            "again in that format."
        )
    return ValidationError(text % names, code="disguised")
