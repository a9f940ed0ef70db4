"""Clean exit on SIGTERM."""

import signal
import sys


def clean_up_when_ended() -> None:
    """Exit through `finally` and `with` blocks on SIGTERM, which Python does not do by default."""
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
