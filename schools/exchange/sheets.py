"""Read an uploaded file into rows of text: CSV or TSV in any common encoding, or an Excel workbook."""

import csv
import io
import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.utils.translation import gettext as _
from openpyxl.utils.escape import unescape

from media.uploads.limits import MB, Budget, OverBudget, Package, TooMuch
from media.uploads.limits import SCHOOLS as LIMITS
from media.uploads.workbook import open_workbook
from schools.changes.agreement import Refused
from toolkit.workbooks import printable

DELIMITERS = "\t,;|"
SAMPLE = 50  # rows used to detect the delimiter
BINARY = ((b"%PDF", "PDF"), (b"\x89PNG", "PNG"), (b"\xff\xd8\xff", "JPEG"), (b"GIF8", "GIF"), (b"\x1f\x8b", "gzip"))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old Excel files, and the container of encrypted new ones
PAGE = re.compile(r"\s*<(!doctype|html|table|\?xml)", re.IGNORECASE)


class SheetError(Refused):
    """A file that cannot be read. The message says why, for the person who uploaded it."""


class Formula(str):
    """The text of a formula cell."""


@dataclass(frozen=True)
class Row:
    """One row. `number` is the spreadsheet's row number: it starts at 1 and counts blank rows."""

    number: int
    cells: list[str]


@dataclass(frozen=True)
class Sheet:
    """The rows of a file. `encoding` is empty for a workbook. `ends`: whether the last line has a line break."""

    name: str
    encoding: str
    ends: bool
    rows: list[Row] = field(repr=False)


def read(name: str, data: bytes) -> Sheet:
    """Return the rows of the file `name` with the content `data`. Raises SheetError if it cannot be read."""
    if len(data) > LIMITS.size:
        raise SheetError(
            _("The file is larger than %(limit)d MB. Split it into smaller files.") % {"limit": LIMITS.size // MB}
        )
    if not data.strip():
        raise SheetError(_("The file is empty. Choose another one."))
    ends = True
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        encoding, rows = "", _workbook(data)
    else:
        _refuse_other_kinds(data)
        encoding, text = _decoded(data)
        ends, rows = text.endswith(("\n", "\r")), _table(text)
    try:
        filled_rows = [
            Row(number, cells)
            for number, cells in enumerate(LIMITS.check(rows), 1)
            if any(cell.strip() for cell in cells)
        ]
    except TooMuch as error:
        raise SheetError(error.message) from error
    if not filled_rows:
        raise SheetError(_("The file is empty. Choose another one."))
    return Sheet(name, encoding, ends, filled_rows)


def _refuse_other_kinds(data: bytes) -> None:
    if data.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise SheetError(_("The workbook is encrypted. Save it without a password and try again."))
        raise SheetError(_("This is an old Excel file (.xls). Save it as .xlsx or CSV and try again."))
    for start, kind in BINARY:
        if data.startswith(start):
            raise SheetError(_("This is a %(kind)s file, not a table. Upload CSV, TSV, or XLSX.") % {"kind": kind})


def _decoded(data: bytes) -> tuple[str, str]:
    """Return the encoding and the text. Without a UTF-16 byte order mark, try UTF-8, then Windows-1252."""
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ["utf-16"] if marked else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        if PAGE.match(text):
            raise SheetError(_("This is a web page or XML, not a table. Open it in a spreadsheet and save it as CSV."))
        return encoding, text
    raise SheetError(_("This is neither text nor an Excel workbook. Upload CSV, TSV, or XLSX."))


def _table(text: str) -> list[list[str]]:
    """Return the rows of a text file. The delimiter is the one that occurs most often in one of the first lines."""
    sample = "".join(text[: 100 * LIMITS.cell].splitlines(keepends=True)[:SAMPLE])
    delimiter = max(DELIMITERS, key=lambda mark: max((line.count(mark) for line in sample.splitlines()), default=0))
    quotings = [csv.QUOTE_MINIMAL]
    if delimiter == "\t":  # the state's files do not quote values, so a quotation mark is just text
        quotings.append(csv.QUOTE_NONE)
    for quoting in quotings:
        try:
            return _parsed(text, delimiter, quoting)
        except csv.Error as error:
            message = _("The file cannot be read (%(error)s). Check for a missing closing quotation mark.")
            refused = SheetError(message % {"error": error})
    raise refused


def _parsed(text: str, delimiter: str, quoting: int) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting, strict=True)
    rows = []
    try:
        for cells in reader:
            rows.append(cells)
            if len(rows) > LIMITS.rows:
                break
    except csv.Error as error:
        raise csv.Error(_("row %(row)d: %(error)s") % {"row": len(rows) + 1, "error": error}) from error
    return rows


def unpacked_size(data: bytes) -> int:
    """Return the number of bytes to read: for a workbook, the unpacked size of all its parts."""
    if data.startswith(b"PK"):
        with suppress(Exception), Package(io.BytesIO(data), Budget()) as package:
            return sum(part.file_size for part in package.infolist())
    return len(data)  # a text file, or a package that will be refused when it is opened


def _workbook(data: bytes) -> list[list[str]]:
    """Return the rows of the first sheet that has any."""
    budget = Budget(seconds=LIMITS.seconds, unpacked=LIMITS.unpacked)
    try:
        package = Package(io.BytesIO(data), budget)
        parts = package.infolist()
        if any(part.flag_bits & 1 for part in parts):
            raise SheetError(_("The workbook is encrypted. Save it without a password and try again."))
        if not any(part.filename == "xl/workbook.xml" for part in parts):
            raise SheetError(_("This is an archive, not an Excel workbook (.xlsx). Upload CSV, TSV, or XLSX."))
        return _rows(open_workbook(package), budget)
    except SheetError:
        raise
    except OverBudget as error:
        raise SheetError(error.message) from error
    except Exception as error:  # a damaged archive or workbook fails in many ways
        raise SheetError(_("The workbook is damaged or incomplete. Save it again and try again.")) from error


def _rows(book, budget: Budget) -> list[list[str]]:
    for sheet in book.worksheets:
        # The declared size of a sheet can be wrong.
        sheet.reset_dimensions()
        rows = []
        for row in sheet.iter_rows(max_row=LIMITS.rows + 1, max_col=LIMITS.columns + 1):
            budget.spend()  # openpyxl fills in empty rows without reading, so count them here
            cells = [_text(cell) for cell in row]
            while cells and not cells[-1]:
                cells.pop()
            rows.append(cells)
        if any(rows):
            return rows
    return []


def _text(cell) -> str:
    """Return the cell's value as CSV text: ISO dates, whole numbers without decimals."""
    value = cell.value
    if value is None:
        return ""
    if getattr(cell, "data_type", "") == "f":
        return Formula(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return printable(unescape(str(value)))  # “_x000D_” is how a workbook writes a carriage return
