"""Excel workbooks as a person would make them: real dates and numbers, drop-downs, notes, and a header that stays.

Text stays text, so no program drops zeros from codes, turns grades into dates, or runs a formula.
"""

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from xlsxwriter import Workbook

from . import csv_cells

TEXT, DATE, NUMBER = "@", "yyyy-mm-dd", "General"  # number formats
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
LONGEST_LIST = 255  # characters of a drop-down; Excel refuses longer ones
LAST_ROW = 1_048_575
FIRST_YEAR = 1900  # of a workbook's calendar

Value = str | int | float | Decimal | date | None


@dataclass(frozen=True)
class Column:
    """One column. `note` explains it on its header. `choices` are offered, but other values can be entered too."""

    head: str
    width: int = 14  # characters
    note: str = ""
    choices: tuple[str, ...] = ()
    format: str = TEXT
    is_hidden: bool = False


def printable(text: str) -> str:
    """Remove characters that XML, and so a workbook, cannot hold."""
    return UNPRINTABLE.sub("", text)


def workbook(title: str, columns: list[Column], rows: Iterable[Iterable[Value]]) -> bytes:
    """Return a workbook with one sheet. Header and first column stay visible when the sheet is scrolled."""
    buffer = io.BytesIO()
    with Workbook(buffer, {"constant_memory": True}) as book:
        sheet = book.add_worksheet(title[:31])
        sheet.freeze_panes(1, 1)
        formats = {name: book.add_format({"num_format": name}) for name in (TEXT, DATE, NUMBER)}
        head = book.add_format({"num_format": TEXT, "bold": True})
        quoted = book.add_format({"num_format": TEXT, "quote_prefix": True})  # stays text when edited
        for place, column in enumerate(columns):
            _set_up(sheet, place, column, head, formats)
        for number, row in enumerate(rows, 1):
            for place, value in enumerate(row):
                _write(sheet, number, place, value, formats, quoted)
    return buffer.getvalue()


def _set_up(sheet, place: int, column: Column, head, formats: dict) -> None:
    sheet.set_column(place, place, column.width, formats[column.format], {"hidden": column.is_hidden})
    sheet.write_string(0, place, printable(column.head), head)
    if column.note:
        sheet.write_comment(0, place, column.note, {"x_scale": 2})
    if column.choices and len(",".join(column.choices)) <= LONGEST_LIST:
        rule = {"validate": "list", "source": list(column.choices), "show_error": False}
        sheet.data_validation(1, place, LAST_ROW, place, rule)


def _write(sheet, number: int, place: int, value: Value, formats: dict, quoted) -> None:
    """Write one cell. Empty cells take the column's format."""
    if isinstance(value, date) and value.year >= FIRST_YEAR:
        sheet.write_datetime(number, place, value, formats[DATE])
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(number, place, value, formats[NUMBER])
    elif value and (text := printable(str(value))):
        sheet.write_string(number, place, text, quoted if csv_cells.TO_DEFUSE.match(text) else formats[TEXT])
