"""Log formatters that leave out everything a visitor sent: no query, form, cookie, name, or network address.

Every formatter of the site is one of these two. They write messages from the code, the path of the request, and
tracebacks without values.
"""

import copy
import logging
import re
import time
import traceback

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, InterfaceError, OperationalError
from django.utils.encoding import escape_uri_path
from pythonjsonlogger.json import JsonFormatter

from toolkit import request_id

QUESTION = re.compile(r"\?[^\s\"']+")
SECRET = re.compile(rf"({'|'.join(settings.SECRET_ADDRESSES)})[^\s\"']+")

# The first line of these texts names code, a constraint, or the server, never a value that was sent.
TELLING = (
    AttributeError,
    ImportError,
    NameError,
    ImproperlyConfigured,
    IntegrityError,
    InterfaceError,
    OperationalError,
)
WITHHELD = "(text withheld: it may contain private data)"


def without_question(text: str) -> str:
    """Return `text` without the query strings of addresses, and without what follows SECRET_ADDRESSES."""
    return SECRET.sub(r"\1", QUESTION.sub("", text))


def address(path: str) -> str:
    """Return the `path` of a request for the log: on one line, and without a query string encoded as %3F."""
    return escape_uri_path(without_question(path.partition("?")[0]))


class WithoutQuestions(logging.Filter):
    """Remove query strings from log records, because a family's ZIP code is private."""

    def filter(self, record):
        record.msg, record.args = without_question(record.getMessage()), None
        return True


def loggable_text(error: BaseException) -> str:
    """Return the text of `error` that may be logged: Python and PostgreSQL often quote the value that failed."""
    if isinstance(error, TELLING):
        return without_question(str(error).partition("\n")[0])  # further lines of PostgreSQL quote rows
    if isinstance(error, OSError):
        return error.strerror or WITHHELD  # without the file name, which may be that of an upload
    return WITHHELD if str(error) else ""


def exception_chain(error: BaseException | None) -> list[BaseException]:
    """Return `error` and its causes, oldest first, in the order Python prints them."""
    errors = []
    while error and error not in errors:
        errors.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return errors[::-1]


def loggable_traceback(error: BaseException) -> str:
    """Return a traceback with only the exception texts that may be logged."""
    lines = []
    for cause in exception_chain(error):
        kind = type(cause)
        lines += ["Traceback (most recent call last):\n", *traceback.format_tb(cause.__traceback__)]
        lines.append(f"{kind.__module__}.{kind.__qualname__}: {loggable_text(cause)}".rstrip(": ") + "\n")
    return "".join(lines).rstrip()


class PrivateFormatter:
    """Format tracebacks without private values and add the request ID. `texts` keeps the exceptions' own texts."""

    def __init__(self, *args, texts=False, **options):
        super().__init__(*args, **options)
        self.texts = texts

    def format(self, record):
        record = copy.copy(record)  # other handlers need the original record
        record.request = request_id.current() or "-"
        if record.exc_info and not self.texts:
            error, record.exc_info = record.exc_info[1], None
            record.exc_text = loggable_traceback(error) if error else None
        return super().format(record)


class Line(PrivateFormatter, logging.Formatter):
    """For people: one line, then a traceback."""

    def __init__(self, **options):
        super().__init__("{asctime} {levelname} {name} [{request}]: {message}", style="{", **options)


class Json(PrivateFormatter, JsonFormatter):
    """For machines: one object per line, with these fields only."""

    converter = staticmethod(time.gmtime)

    def __init__(self, release="", **options):
        super().__init__(**options)
        self.release = release

    def add_fields(self, log_data, record, message_dict):
        log_data["time"] = f"{self.formatTime(record, '%Y-%m-%dT%H:%M:%S')}.{record.msecs:03.0f}Z"
        log_data["level"] = record.levelname
        log_data["logger"] = record.name
        log_data["message"] = record.message
        log_data["request"] = record.request
        if self.release:
            log_data["release"] = self.release
        log_data |= getattr(record, "request_fields", {})  # of `toolkit.monitoring.requests`
        if hasattr(record, "entry"):  # of the activity log
            log_data["entry"] = record.entry
        if record.exc_text:
            log_data["error"] = record.exc_text
