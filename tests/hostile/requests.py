"""Shared parts of hostile requests to the application. What nginx does first is in tests/stack/test_hostile.py."""

import os
import re
from contextlib import contextmanager

MOST = 5  # seconds of processor time for anything that anyone sends
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


@contextmanager
def bounded(most: float = MOST):
    """Fail if the block takes more than `most` seconds of processor time, with that of its child processes."""
    before = sum(os.times()[:4])
    yield
    assert sum(os.times()[:4]) - before < most
