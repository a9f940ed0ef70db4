"""Which check a file gets, by what its name claims."""

from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from media.uploads.file_types import ending

from . import office, pdf, text
from .budget import Budget, Package
from .workbook import open_workbook

LARGEST_TABLE = 5 * 2**20  # bytes; a workbook's unpacked
MOST_CELLS = 1_000_000  # of a table that is a workbook, the empty ones between included
CHECKS = {"pdf": pdf.check, "csv": text.check, "txt": text.check} | dict.fromkeys(office.MAIN, office.check)


def check_document(file, budget: Budget | None = None) -> None:
    """Raises ValidationError if `file` is not what its name says, or would harm who opens it.

    What has another name is left to the list of endings (`WAGTAILDOCS_EXTENSIONS`), which knows no others.
    """
    kind = ending(file.name)
    if check := CHECKS.get(kind):
        check(file, kind, budget or Budget())


def check_table(file) -> None:
    """Raises ValidationError if `file`, which is read into the site at once, is too large or no table."""
    if file.size > LARGEST_TABLE:
        said = {"size": filesizeformat(file.size), "most": filesizeformat(LARGEST_TABLE)}
        raise ValidationError(_("This file is too big (%(size)s). The limit is %(most)s.") % said, code="too_big")
    budget = Budget(unpacked=2 * LARGEST_TABLE, parts=MOST_CELLS)  # a workbook is opened twice
    check_document(file, budget)
    if ending(file.name) == "xlsx":
        _check_cells(file, budget)


def _check_cells(file, budget: Budget) -> None:
    """Raises OverBudget for a first sheet that claims more cells than it may: Wagtail fills in all of them."""
    try:
        for row in open_workbook(Package(file, budget)).worksheets[0].rows:
            budget.spend(parts=1 + len(row))
    except ValidationError:
        raise
    except Exception:  # of what is broken on purpose, openpyxl may say anything
        raise ValidationError(office.BROKEN, code="broken") from None
    finally:
        file.seek(0)
