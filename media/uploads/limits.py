"""How much of a file is read: one table for all forms that take tables and texts.

A request works for at most five seconds, whatever it is sent. Larger files of schools go to the worker.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MB = 2**20


@dataclass(frozen=True)
class Limits:
    """The most that is read of a file: bytes, bytes when unpacked, rows, columns, and characters of a cell."""

    size: int
    rows: int
    columns: int = 0
    cell: int = 10_000
    unpacked: int = 0
    seconds: float = 5  # of CPU time

    def check(self, rows: Iterable[list]) -> Iterator[list]:
        """Yield `rows`. Raises TooMuch at the first row that has too much."""
        for number, cells in enumerate(rows, 1):
            numbers = {"row": number, "rows": self.rows, "columns": self.columns, "cell": self.cell}
            if number > self.rows:
                raise TooMuch(_("The file has more than %(rows)d rows. Split it into smaller files.") % numbers)
            if len(cells) > self.columns:
                text = _("Row %(row)d has more than %(columns)d columns. Remove the columns you don’t need.")
                raise TooMuch(text % numbers)
            if any(isinstance(cell, str) and len(cell) > self.cell for cell in cells):
                text = _(
                    "A cell in row %(row)d has more than %(cell)d characters. Check for a missing closing "
                    "quotation mark."
                )
                raise TooMuch(text % numbers)
            yield cells


class TooMuch(ValidationError):
    """A file has more than its limits. The message is for the person who chose it."""


SCHOOLS = Limits(size=20 * MB, unpacked=150 * MB, rows=50_000, columns=200, seconds=120)  # in the worker
STATE_DATA = Limits(size=64 * MB, unpacked=1024 * MB, rows=20_000_000, columns=300, cell=20_000, seconds=4)
REDIRECTS = Limits(  # 200 below their header, each saved in the request
    size=MB // 2, unpacked=10 * MB, rows=201, columns=20, cell=2_000
)
TRANSLATION = Limits(size=MB // 2, rows=10_000)  # lines of a PO file, which polib joins one by one
