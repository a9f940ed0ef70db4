"""The processor time that a request takes, with that of its child processes."""

import os
from contextlib import contextmanager
from dataclasses import dataclass

MOST = 5  # seconds for anything that anyone sends


@dataclass
class Spent:
    seconds: float = 0

    def __str__(self):
        return f"{self.seconds:.1f} s"


@contextmanager
def bounded(most: float = MOST):
    """Fail if the block takes more than `most` seconds."""
    spent, before = Spent(), sum(os.times()[:4])
    yield spent
    spent.seconds = sum(os.times()[:4]) - before
    assert spent.seconds < most
