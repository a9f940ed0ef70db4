"""Choose the check for a file by its extension."""

from functools import partial

from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from media.uploads.file_types import ending

from . import office, pdf, text
from .budget import Budget
from .office_lists import MAIN

LARGEST_TABLE = 5 * 2**20  # bytes; also for a workbook when unpacked
MOST_CELLS = 1_000_000  # of a workbook, including empty cells
CHECKS = {"pdf": pdf.check, "csv": text.check, "txt": text.check} | dict.fromkeys(MAIN, office.check)
TABLE_CHECKS = CHECKS | {"xlsx": partial(office.check, task="workbook_cells")}


def check_document(file, budget: Budget | None = None, checks=CHECKS) -> None:
    """Raise ValidationError if `file` is not of the type its name says, or is harmful.

    Other extensions pass here, because `WAGTAILDOCS_EXTENSIONS` rejects them.
    """
    kind = ending(file.name)
    if check := checks.get(kind):
        check(file, kind, budget or Budget())


def check_table(file) -> None:
    """Raise ValidationError if `file`, which will be read into memory at once, is too large or harmful."""
    if file.size > LARGEST_TABLE:
        sizes = {"size": filesizeformat(file.size), "most": filesizeformat(LARGEST_TABLE)}
        raise ValidationError(_("This file is too big (%(size)s). The limit is %(most)s.") % sizes, code="too_big")
    budget = Budget(unpacked=2 * LARGEST_TABLE, parts=MOST_CELLS)  # a workbook is opened twice
    check_document(file, budget, TABLE_CHECKS)
