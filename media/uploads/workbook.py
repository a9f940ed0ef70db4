"""Excel workbooks, opened within a budget."""

from openpyxl import Workbook
from openpyxl.reader.excel import ExcelReader

from .budget import Package


def open_workbook(package: Package) -> Workbook:
    """Return the workbook in `package`, whose rows are read as they are asked for, within the package's budget.

    Raises OverBudget, and whatever openpyxl raises for a file that is damaged.
    """
    reader = ExcelReader(package.fp, read_only=True, keep_links=False)
    reader.archive = package  # openpyxl has no parameter for it
    reader.read()
    return reader.wb
