"""Read a list of redirects from a workbook in the process of `child`, up to the first row and column too many."""

from itertools import islice

from . import office_package
from .limits import REDIRECTS as MOST
from .limits import Budget, Package
from .workbook import open_workbook


def read(file, budget: Budget, kind: str) -> list[list[str]]:
    """Return the rows of the first sheet, also empty ones, which Wagtail reads, too. Raises Refused or OverBudget."""
    office_package.read(file, budget, kind)
    rows = open_workbook(Package(file, budget)).worksheets[0].rows
    return [[_text(cell) for cell in row[: MOST.columns + 1]] for row in islice(rows, MOST.rows + 1)]


def _text(cell) -> str:
    return "" if cell.value is None else str(cell.value)[: MOST.cell + 1]
