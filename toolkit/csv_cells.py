"""CSV (RFC 4180, UTF-8) that no spreadsheet takes for formulas.

Some spreadsheets run a text as a formula if it begins with one of `= + - @`, a tab or the end of a line. Such a cell
gets one apostrophe in front, as does a text that begins with apostrophes and then one of these. So a program gets every
text back as it was by taking one apostrophe away from cells that begin so (`read`). Numbers stay numbers, negative ones
too.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice

RISKY = "=+\\-@\t\r\n＝＋－＠"  # the wide ones too: spreadsheets in East Asian languages take them for the others
TO_DEFUSE, DEFUSED = re.compile(f"'*[{RISKY}]"), re.compile(f"'+[{RISKY}]")
ROWS_AT_ONCE = 200


def defuse(value: str | int | Decimal) -> str | int:
    """The cell for `value`."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    return f"'{value}" if isinstance(value, str) and TO_DEFUSE.match(value) else value


def read(cell: str) -> str:
    """The text that `defuse` made `cell` of."""
    return cell[1:] if DEFUSED.match(cell) else cell


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def lines(rows: Iterable[list]) -> Iterator[bytes]:
    """`rows` as CSV, some at a time."""
    writer, rows = csv.writer(_Echo()), iter(rows)
    while some := list(islice(rows, ROWS_AT_ONCE)):
        yield "".join(writer.writerow([defuse(value) for value in row]) for row in some).encode()
