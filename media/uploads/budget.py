"""Limits on checking an upload: one budget for the whole upload, including nested files."""

import os
import time
import zipfile

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

SECONDS = 5  # in a request; gunicorn replaces a worker after 30, and a posted PDF is read twice
MOST_UNPACKED = 300 * 2**20
MOST_PARTS = 5_000
MOST_AT_ONCE = 20 * 2**20  # bytes of a part that is read into memory at once
ENTRY = b"PK\x01\x02"  # the start of each entry in a package's directory

TOO_COMPLEX = _(
    "This file is too complex to check: it has too many parts, or too much data when unpacked. Split it into "
    "smaller files, or save a simpler version: print the PDF to a new PDF, or keep only the sheet you need in a "
    "workbook."
)


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
