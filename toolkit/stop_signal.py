"""End long-running programs on Ctrl-C and SIGTERM."""

import contextlib
import os
import select
import signal


class StopSignal:
    """Set by SIGINT and SIGTERM; has the methods of `threading.Event` that threads wait with.

    An Event has a lock, so a signal during the handler of another would wait for itself forever. A pipe has none.
    """

    def __init__(self):
        self._readable, self._writable = os.pipe()
        os.set_blocking(self._writable, False)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_arguments: self.set())

    def set(self) -> None:
        with contextlib.suppress(BlockingIOError):  # full, and so set
            os.write(self._writable, b"\0")

    def is_set(self) -> bool:
        return self.wait(0)

    def wait(self, seconds: float | None = None) -> bool:
        """Return whether it was set within `seconds`, or wait until it is."""
        return bool(select.select([self._readable], [], [], seconds)[0])
