"""Choose the check for a file by its extension."""

import csv
import io
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from media.uploads.file_types import ending

from . import office, pdf, text
from .budget import Budget, Package
from .limits import REDIRECTS
from .workbook import open_workbook

MOST_CELLS = 100_000  # of a workbook, including empty cells
CHECKS = {"pdf": pdf.check, "csv": text.check, "txt": text.check} | dict.fromkeys(office.MAIN, office.check)


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
    budget = Budget(unpacked=REDIRECTS.unpacked, parts=MOST_CELLS)  # a workbook is opened twice
    kind = ending(file.name)
    check_document(file, budget)
    for _row in REDIRECTS.check(_cells(file, budget) if kind == "xlsx" else _lines(file, kind)):
        pass
    file.seek(0)


def _cells(file, budget: Budget) -> Iterator[list]:
    """Yield the rows of the first sheet, because Wagtail reads all that it claims. Raises OverBudget."""
    try:
        for row in open_workbook(Package(file, budget)).worksheets[0].rows:
            budget.spend(parts=1 + len(row))
            yield [cell.value for cell in row]
    except ValidationError:
        raise
    except Exception:  # openpyxl can raise anything for a manipulated file
        raise ValidationError(office.BROKEN, code="broken") from None


def _lines(file, kind: str) -> Iterator[list]:
    """Yield the rows of a text. Wagtail says which bytes are not UTF-8, and that it knows no other types."""
    text = io.StringIO(file.read().decode(errors="replace"), newline="")
    try:
        yield from csv.reader(text, delimiter="\t" if kind == "tsv" else ",")
    except csv.Error:
        raise ValidationError(_("This table cannot be read. Check for a missing closing quotation mark.")) from None
