"""A name for each request, by which its log lines, its answer and the proxy's line are found together."""

import re
import uuid
from contextvars import ContextVar

HEADER = "X-Request-ID"
NONE = "-"  # outside of any request
VALID = re.compile(r"[A-Za-z0-9_.-]{8,64}")  # nothing that could write a line of its own into a log

_current = ContextVar("request_id", default=NONE)


def begin(offered: str) -> str:
    """Name what follows: as the proxy in front has named it, or anew."""
    name = offered if VALID.fullmatch(offered) else uuid.uuid4().hex
    _current.set(name)
    return name


def current() -> str:
    return _current.get()


def end(**kwargs) -> None:
    _current.set(NONE)
