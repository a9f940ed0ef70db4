"""Open Excel workbooks within a budget."""

from openpyxl import Workbook
from openpyxl.reader.excel import ExcelReader

from .limits import Package


def open_workbook(package: Package) -> Workbook:
    """Open the workbook in `package`. Rows are read on demand, within the package's budget.

    Raises OverBudget, or any error of openpyxl's if the file is damaged.
    """
    reader = ExcelReader(package.fp, read_only=True, keep_links=False)
    reader.archive = package  # openpyxl has no parameter for this
    reader.read()
    return reader.wb
