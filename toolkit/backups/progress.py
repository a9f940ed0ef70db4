"""Progress of a long step, at most one line every few seconds."""

import time
from collections.abc import Callable

from django.template.defaultfilters import filesizeformat

SECONDS = 3


def size(count: int) -> str:
    return filesizeformat(count).replace("\xa0", " ")


class Progress:
    """Counts files and their bytes."""

    def __init__(self, say: Callable[[str], None], what: str):
        self.say, self.what, self.count, self.bytes = say, what, 0, 0
        self._last = time.monotonic()

    def add(self, count: int) -> None:
        self.count += 1
        self.bytes += count
        if time.monotonic() - self._last > SECONDS:
            self._last = time.monotonic()
            self.say(f"  {self}")

    def __str__(self):
        return f"{self.what}: {self.count:,} files ({size(self.bytes)})"
