"""How much of an upload is read: a table for all forms that take tables and texts, and the budget of checking one.

A request works for at most five seconds, whatever it is sent. Larger files of schools go to the worker.
"""

import os
import time
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MB = 2**20
SECONDS = 5  # in a request; gunicorn replaces a worker after 30, and a posted PDF is read twice
MOST_UNPACKED = 300 * MB
MOST_PARTS = 5_000
MOST_AT_ONCE = 20 * MB  # bytes of a part that is read into memory at once
ENTRY = b"PK\x01\x02"  # the start of each entry in a package's directory
TOO_COMPLEX = _(
    "This file is too complex to check: it has too many parts, or too much data when unpacked. Split it into "
    "smaller files, or save a simpler version: print the PDF to a new PDF, or keep only the sheet you need in a "
    "workbook."
)


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


class OverBudget(ValidationError):
    """The upload exceeds its budget. The message is for the person who chose the file."""

    def __init__(self):
        super().__init__(TOO_COMPLEX, code="too_complex")


class Refused(Exception):
    """The upload is harmful or damaged. The argument is a key of the messages of its check."""


class Budget:
    """The remaining budget of one upload: bytes unpacked, parts, and seconds.

    The seconds are CPU time of this thread and of processes that have ended, so that a busy machine does not reject
    normal files. The limit in elapsed time is twice as long.
    """

    def __init__(self, *, seconds: float = SECONDS, unpacked: int = MOST_UNPACKED, parts: int = MOST_PARTS):
        self.unpacked, self.parts = unpacked, parts
        self._end, self._latest = _worked() + seconds, time.monotonic() + 2 * seconds

    @property
    def seconds(self) -> float:
        return min(self._end - _worked(), (self._latest - time.monotonic()) / 2)

    def spend(self, *, unpacked: int = 0, parts: int = 0) -> None:
        """Subtract from the budget, or with no arguments only check the time. Raises OverBudget."""
        self.unpacked -= unpacked
        self.parts -= parts
        if min(self.unpacked, self.parts, self.seconds) < 0:
            raise OverBudget


def _worked() -> float:
    times = os.times()
    return time.thread_time() + times.children_user + times.children_system


class Package(zipfile.ZipFile):
    """A ZIP package within `budget`. Opening it spends the claimed size of all parts; each read checks the time.

    A part cannot unpack to more than its claimed size, because zipfile stops there.
    """

    def __init__(self, file, budget: Budget):
        self.budget = budget
        file.seek(0)
        budget.spend(parts=file.read().count(ENTRY))  # before zipfile creates an object for each
        super().__init__(file)
        budget.spend(unpacked=sum(part.file_size for part in self.infolist()))

    def open(self, *args, **kwargs):
        part = super().open(*args, **kwargs)
        read = part.read

        def read_in_time(*size):
            self.budget.spend()
            return read(*size)

        part.read = read_in_time
        return part

    def read(self, name, *args) -> bytes:
        part = name if isinstance(name, zipfile.ZipInfo) else self.getinfo(name)
        if part.file_size > MOST_AT_ONCE:
            raise OverBudget
        return super().read(name, *args)
