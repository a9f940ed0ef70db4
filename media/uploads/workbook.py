"""Read Excel workbooks within a budget: rows on demand, and lists of redirects in its own process (`process`)."""

from itertools import islice

from openpyxl import Workbook
from openpyxl.reader.excel import ExcelReader

from .limits import REDIRECTS as MOST
from .limits import Budget, Package


def open_workbook(package: Package) -> Workbook:
    """Open the workbook in `package`. Rows are read on demand, within the package's budget.

    Raises OverBudget, or any error of openpyxl's if the file is damaged.
    """
    reader = ExcelReader(package.fp, read_only=True, keep_links=False)
    reader.archive = package  # openpyxl has no parameter for this
    reader.read()
    return reader.wb


def read_cells(file, budget: Budget, kind: str) -> list[list[str]]:
    """Return the rows of the first sheet, also empty ones, which Wagtail reads, too, up to the first row too many.

    Raises Refused or OverBudget.
    """
    from . import office_package  # with its parsers, which only that process needs

    office_package.read(file, budget, kind)
    rows = open_workbook(Package(file, budget)).worksheets[0].rows
    return [[_text(cell) for cell in row[: MOST.columns + 1]] for row in islice(rows, MOST.rows + 1)]


def _text(cell) -> str:
    return "" if cell.value is None else str(cell.value)[: MOST.cell + 1]
