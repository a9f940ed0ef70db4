"""Says how far a long step is, at most every few seconds."""

import time
from collections.abc import Callable

from django.template.defaultfilters import filesizeformat

SECONDS = 3


def size(count: int) -> str:
    return filesizeformat(count).replace("\xa0", " ")


class Progress:
    """Counts files and their bytes, of `total` files if that is known."""

    def __init__(self, say: Callable[[str], None], what: str, total: int | None = None):
        self.say, self.what, self.total = say, what, total
        self.count = self.bytes = 0
        self._told = time.monotonic()

    def add(self, count: int) -> None:
        self.count += 1
        self.bytes += count
        if time.monotonic() - self._told > SECONDS:
            self._told = time.monotonic()
            self.say(f"  {self}")

    def end(self, remark: str = "") -> None:
        self.say(f"{self}{f', {remark}' if remark else ''}")

    def __str__(self):
        of = f" of {self.total:,}" if self.total is not None else ""
        return f"{self.what}: {self.count:,}{of} ({size(self.bytes)})"
