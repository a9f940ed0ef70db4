"""A program of ours that is told to end stops what it started, as after Ctrl-C."""

import signal
import sys


def clean_up_when_ended() -> None:
    """By default Python ends at SIGTERM without leaving a single `with`."""
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
