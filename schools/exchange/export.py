"""Export the register in our own layout. Importing an unchanged export changes nothing. Each row ends with its version.

Text that a spreadsheet would run as a formula is defused in CSV (`toolkit.csv_cells`) and marked as text in workbooks.
"""

from collections.abc import Iterator

from toolkit import csv_cells, workbooks

from . import versions
from .columns import COLUMNS
from .lookup import Register

CSV, XLSX = "csv", "xlsx"


def rows(schools=None) -> Iterator[list[workbooks.Value]]:
    """Yield one row for each of `schools` (default: all), in their order."""
    register = Register(schools)
    for school in register.schools:
        values = [column.value(school, register) for column in COLUMNS]
        texts = (("" if value is None else str(value)) for value in values)
        yield [*values, versions.sign({column.name: text for column, text in zip(COLUMNS, texts, strict=True)})]


def as_csv(schools=None) -> Iterator[bytes]:
    """Yield the CSV, starting with a byte order mark so that spreadsheets recognize the encoding."""
    yield "\ufeff".encode()
    yield from csv_cells.lines([[*(column.name for column in COLUMNS), versions.COLUMN]])
    yield from csv_cells.lines(rows(schools))


def as_xlsx(schools=None) -> bytes:
    version = workbooks.Column(versions.COLUMN, is_hidden=True)
    return workbooks.workbook("Schools", [*(column.in_workbook for column in COLUMNS), version], rows(schools))
