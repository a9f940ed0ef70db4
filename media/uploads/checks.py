"""Choose the check for a file by its extension."""

import csv
import io
from collections.abc import Iterable, Iterator

from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from media.uploads.file_types import ending

from . import office, pdf, text
from .budget import Budget
from .limits import REDIRECTS
from .office_lists import MAIN

CHECKS = {"pdf": pdf.check, "csv": text.check, "txt": text.check} | dict.fromkeys(MAIN, office.check)


def check_document(file, budget: Budget | None = None) -> None:
    """Raise ValidationError if `file` is not of the type its name says, or is harmful.

    Other extensions pass here, because `WAGTAILDOCS_EXTENSIONS` rejects them.
    """
    kind = ending(file.name)
    if check := CHECKS.get(kind):
        check(file, kind, budget or Budget())


def check_table(file) -> None:
    """Raise ValidationError if `file`, which will be read into memory at once, is too large or harmful."""
    if file.size > REDIRECTS.size:
        sizes = {"size": filesizeformat(file.size), "most": filesizeformat(REDIRECTS.size)}
        raise ValidationError(_("This file is too big (%(size)s). The limit is %(most)s.") % sizes, code="too_big")
    for _row in REDIRECTS.check(_rows(file, ending(file.name), Budget(unpacked=REDIRECTS.unpacked))):
        pass
    file.seek(0)


def _rows(file, kind: str, budget: Budget) -> Iterable[list]:
    if kind == "xlsx":
        return office.check(file, kind, budget, "workbook_cells")
    check_document(file, budget)
    return _lines(file, kind)


def _lines(file, kind: str) -> Iterator[list]:
    """Yield the rows of a text. Wagtail says which bytes are not UTF-8, and that it knows no other types."""
    text = io.StringIO(file.read().decode(errors="replace"), newline="")
    try:
        yield from csv.reader(text, delimiter="\t" if kind == "tsv" else ",")
    except csv.Error:
        raise ValidationError(_("This table cannot be read. Check for a missing closing quotation mark.")) from None
