"""Accessibility checks of posted PDF files. A warning rejects nothing: it stays until someone replaces the file."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from media.uploads import process
from media.uploads.file_types import ending
from media.uploads.limits import Budget, OverBudget, Refused


@dataclass(frozen=True)
class Warning:
    """The problem, and how to fix it."""

    said: str
    to_do: str


WARNINGS = {
    "untagged": Warning(
        _("The PDF is not tagged, so screen readers cannot recognize its headings, lists, and tables."),
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


def warnings(file, languages: list[str]) -> list[str]:
    """Return the keys of `WARNINGS` for a harmless file in one of `languages`. Files other than PDF get none."""
    if ending(file.name) != "pdf":
        return []
    try:
        return process.ask("pdf_contents.find_problems", file, Budget(), *languages)
    except (Refused, OverBudget):
        return ["unread"]
