"""Export the register in our own layout. Importing an unchanged export changes nothing. Each row ends with its version.

Text that a spreadsheet would run as a formula is defused in CSV (`toolkit.csv_cells`) and marked as text in workbooks.
"""

import io
from collections.abc import Iterator

from xlsxwriter import Workbook

from toolkit import csv_cells

from . import versions
from .columns import COLUMNS
from .lookup import Register
from .sheets import printable

CSV, XLSX = "csv", "xlsx"
TEXT = "@"  # number format: always text
HIDDEN = 0  # column width
WIDTHS = {"uid": 38, "name": 50, "street": 30, "website": 34, "cds_codes": 20, "former_names": 50}


def rows(schools=None) -> Iterator[list[str]]:
    """Yield the column names, then one row for each of `schools` (default: all), in their order."""
    register = Register(schools)
    yield [*(column.name for column in COLUMNS), versions.COLUMN]
    for school in register.schools:
        cells = {column.name: column.text(school, register) for column in COLUMNS}
        yield [*cells.values(), versions.sign(cells)]


def as_csv(schools=None) -> Iterator[bytes]:
    """Yield the CSV, starting with a byte order mark so that spreadsheets recognize the encoding."""
    yield "\ufeff".encode()
    yield from csv_cells.lines(rows(schools))


def as_xlsx(schools=None) -> bytes:
    return workbook(rows(schools), [*(WIDTHS.get(column.name, 14) for column in COLUMNS), HIDDEN])


def workbook(table: Iterator[list[str]], widths: list[int]) -> bytes:
    """Return a workbook whose cells are all text, so no program drops zeros from codes or turns grades into dates."""
    buffer = io.BytesIO()
    with Workbook(buffer, {"constant_memory": True}) as book:
        text, head = book.add_format({"num_format": TEXT}), book.add_format({"num_format": TEXT, "bold": True})
        quoted = book.add_format({"num_format": TEXT, "quote_prefix": True})  # stays text when edited
        sheet = book.add_worksheet("Schools")
        sheet.freeze_panes(1, 1)
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width, text, {"hidden": width == HIDDEN})
        for number, row in enumerate(table):
            for place, cell in enumerate(map(printable, row)):
                if cell:  # empty cells take the column's format
                    risky = csv_cells.TO_DEFUSE.match(cell)
                    sheet.write_string(number, place, cell, head if number == 0 else quoted if risky else text)
    return buffer.getvalue()
