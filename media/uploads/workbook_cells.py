"""Read a workbook in the process of `child`, and refuse one that claims too many cells, because Wagtail reads all."""

from . import office_package
from .budget import Budget, Package
from .workbook import open_workbook


def read(file, budget: Budget, kind: str) -> None:
    """Raise Refused or OverBudget; cells of the first sheet are parts, also empty ones."""
    office_package.read(file, budget, kind)
    for row in open_workbook(Package(file, budget)).worksheets[0].rows:
        budget.spend(parts=1 + len(row))
