"""An ID for each request that links its log lines, its response, and the proxy's log line."""

import re
import uuid
from contextvars import ContextVar

HEADER = "X-Request-ID"
VALID = re.compile(r"[A-Za-z0-9_.-]{8,64}")  # no line breaks, which could fake a log line

_current = ContextVar("request_id", default="")


def begin(offered: str) -> str:
    """Set the request ID: the one `offered` by the proxy if valid, otherwise a new one. Return it."""
    name = offered if VALID.fullmatch(offered) else uuid.uuid4().hex
    _current.set(name)
    return name


def current() -> str:
    """Return the ID of the request that is being answered, or nothing outside of requests."""
    return _current.get()


def end(**kwargs) -> None:
    _current.set("")
