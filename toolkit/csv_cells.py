"""CSV (RFC 4180, UTF-8) whose cells no spreadsheet runs as formulas.

Some spreadsheets treat text as a formula if it begins with `= + - @`, a tab, or a line break. Such a cell gets a
leading apostrophe, and so does text that begins with apostrophes followed by one of these. Where lists are separated by
semicolons, a spreadsheet starts a new cell at each semicolon, so a sign after it gets one, too; the same after tabs
and line breaks, which inside a text are harmless themselves. Programs get the original back by removing one apostrophe
in each of these places (`read`). Numbers stay numbers, even negative ones.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from io import StringIO
from itertools import islice

SIGNS = "=+\\-@＝＋－＠"  # full-width forms, too, which spreadsheets in East Asian languages treat the same
RISKY = f"{SIGNS}\t\r\n"
# After a separator, quotation marks can stand before the formula. The next tab or line break is a separator itself.
START, AFTER_SEPARATOR = f"(?='*[{RISKY}])", f"(?=['\"]*[{SIGNS}])"
TO_DEFUSE = re.compile(f"^{START}|(?<=[;\t\r\n]){AFTER_SEPARATOR}")
DEFUSED = re.compile(f"^'{START}|(?<=[;\t\r\n])'{AFTER_SEPARATOR}")
ROWS_AT_ONCE = 200


def defuse(value: str | int | Decimal) -> str | int:
    """Return the cell for `value`."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    return TO_DEFUSE.sub("'", value) if isinstance(value, str) else value


def read(cell: str) -> str:
    """Return the text from which `defuse` made `cell`."""
    return DEFUSED.sub("", cell)


def lines(rows: Iterable[list]) -> Iterator[bytes]:
    """Yield `rows` as CSV, several rows at a time."""
    rows = iter(rows)
    while some := list(islice(rows, ROWS_AT_ONCE)):
        text = StringIO(newline="")
        csv.writer(text).writerows([defuse(value) for value in row] for row in some)
        yield text.getvalue().encode()
