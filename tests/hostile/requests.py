"""Shared parts of hostile requests to the application. What nginx does first is in tests/stack/test_hostile.py."""

import os
import re
from contextlib import contextmanager
from dataclasses import dataclass

MOST = 5  # seconds of processor time for anything that anyone sends
TABLE = "Hostile requests"
REPORT = "/schools/gertz-ressler/report/"
SCRIPT = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>"


def leads_elsewhere(location: str) -> bool:
    r"""The address as a browser reads it, which treats \ as / and drops tabs and line ends."""
    seen = re.sub(r"[\t\r\n]", "", location).strip().replace("\\", "/")
    return not seen.startswith("/") or seen.startswith("//")


def assert_no_script(response) -> None:
    if response["Content-Type"].startswith("text/html"):
        text = response.content.decode()
        assert "<script>alert(1)" not in text
        assert "<img src=x" not in text
    else:
        assert response["X-Content-Type-Options"] == "nosniff"


@dataclass
class Spent:
    seconds: float = 0

    def __str__(self):
        return f"{self.seconds:.1f} s"


@contextmanager
def bounded(most: float = MOST):
    """Fail if the block takes more than `most` seconds of processor time, with that of its child processes."""
    spent, before = Spent(), sum(os.times()[:4])
    yield spent
    spent.seconds = sum(os.times()[:4]) - before
    assert spent.seconds < most
