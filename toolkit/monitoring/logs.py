"""What the log may remember of a request: the address that was asked for, never the question in it.

Every formatter of the site is one of these two. They write the words that the code chose and the place where it
failed, and nothing a visitor sent: no query, no form, no cookie, no name, no address of a computer.
"""

import copy
import logging
import re
import time
import traceback

from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, InterfaceError, OperationalError
from django.utils.encoding import escape_uri_path
from pythonjsonlogger.json import JsonFormatter

from toolkit import request_id

QUESTION = re.compile(r"\?[^\s\"']+")
KEY = re.compile(r"(/password/reset/key/)[^\s\"']+")  # whoever has the rest may choose a password

# The first line of these says something of code, of a constraint or of the server, never a value that was sent.
TELLING = (
    AttributeError,
    ImportError,
    NameError,
    ImproperlyConfigured,
    IntegrityError,
    InterfaceError,
    OperationalError,
)
WITHHELD = "(text withheld: it may hold what was sent)"


def without_question(text: str) -> str:
    """`text` with the query strings cut out of its addresses, and the keys of new passwords."""
    return KEY.sub(r"\1", QUESTION.sub("", text))


def address(path: str) -> str:
    """The `path` of a request as it may be logged: on one line, and nothing of a question put into it as %3F."""
    return escape_uri_path(without_question(path.partition("?")[0]))


class WithoutQuestions(logging.Filter):
    """Cuts query strings out of the addresses of a record: a family's ZIP code is nobody's business."""

    def filter(self, record):
        record.msg, record.args = without_question(record.getMessage()), None
        return True


def said(error: BaseException) -> str:
    """What may be told of the text of `error`: Python and PostgreSQL like to quote the value they stumbled over."""
    if isinstance(error, TELLING):
        return without_question(str(error).partition("\n")[0])  # PostgreSQL's further lines quote rows
    if isinstance(error, OSError):
        return error.strerror or WITHHELD  # without the name of a file, which may be an upload's
    return WITHHELD if str(error) else ""


def chain(error: BaseException | None) -> list[BaseException]:
    """`error` after what led to it, as Python tells it."""
    found = []
    while error and error not in found:
        found.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return found[::-1]


def told(error: BaseException) -> str:
    """A traceback whose errors say only what may be told."""
    lines = []
    for one in chain(error):
        kind = type(one)
        lines += ["Traceback (most recent call last):\n", *traceback.format_tb(one.__traceback__)]
        lines.append(f"{kind.__module__}.{kind.__qualname__}: {said(one)}".rstrip(": ") + "\n")
    return "".join(lines).rstrip()


class Discreet:
    """Formats tracebacks as they may be told, and knows the request. `texts` lets the errors' own texts through."""

    def __init__(self, *args, texts=False, **options):
        super().__init__(*args, **options)
        self.texts = texts

    def format(self, record):
        record = copy.copy(record)  # other handlers have the error itself
        record.request = request_id.current()
        if record.exc_info and not self.texts:
            error, record.exc_info = record.exc_info[1], None
            record.exc_text = told(error) if error else None
        return super().format(record)


class Line(Discreet, logging.Formatter):
    """For a person: one line, then a traceback."""

    def __init__(self, **options):
        super().__init__("{asctime} {levelname} {name} [{request}]: {message}", style="{", **options)


class Json(Discreet, JsonFormatter):
    """For a machine: one object a line, with these fields and no others, whatever a record carries besides."""

    converter = time.gmtime
    OF_A_REQUEST = ("method", "path", "view", "status", "duration")  # what `watch.requests` adds

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
        told_of_request = getattr(record, "told", {})
        log_data |= {name: told_of_request[name] for name in self.OF_A_REQUEST if name in told_of_request}
        if record.exc_text:
            log_data["error"] = record.exc_text
