"""The register as a file in our own layout, which an import reads back without a change.

Text that a spreadsheet would run as a formula is defused in CSV (`open_data.cells`) and marked as text in a workbook.
"""

import io
from collections.abc import Iterator

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from schools.open_data import cells

from .layout import COLUMNS
from .register import Register
from .values import printable

CSV, XLSX = "csv", "xlsx"
TEXT = "@"  # the format of cells that hold text whatever is in them
WIDTHS = {"uid": 38, "name": 50, "street": 30, "website": 34, "cds_codes": 20, "former_names": 50}


def rows(schools=None) -> Iterator[list[str]]:
    """The names of the columns, then one row for each of `schools`, by default all, in their order."""
    register = Register(schools)
    yield [column.name for column in COLUMNS]
    for school in register.schools:
        yield [column.text(school, register) for column in COLUMNS]


def as_csv(schools=None) -> Iterator[bytes]:
    """With a mark at the beginning that tells spreadsheets the encoding."""
    yield "\ufeff".encode()
    yield from cells.lines(rows(schools))


def as_xlsx(schools=None) -> bytes:
    return workbook(rows(schools), [WIDTHS.get(column.name, 14) for column in COLUMNS])


def workbook(table: Iterator[list[str]], widths: list[int]) -> bytes:
    """Every cell is text, so that no program takes zeros or digits from a code, or makes a date of grades."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Schools")
    sheet.freeze_panes = "B2"
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    for number, row in enumerate(table):
        sheet.append([_cell(sheet, text, bold=number == 0) for text in row])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _cell(sheet, text: str, *, bold: bool) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, printable(text))
    cell.number_format = TEXT
    if text:
        cell.data_type = "s"
    if cells.TO_DEFUSE.match(text):
        cell.quotePrefix = True  # stays text when somebody edits it
    if bold:
        cell.font = Font(bold=True)
    return cell
