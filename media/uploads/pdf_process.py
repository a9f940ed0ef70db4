"""The process that reads one PDF file, within limits that the system keeps: `python -m media.uploads.pdf_process`.

Arguments: a key of `TASKS`, seconds of processor time, what else the task takes. The file comes on the standard input,
the answer goes to the standard output as JSON: `state` (“read”, “broken” or “over”) and `result`. It needs no settings.
"""

import json
import logging
import resource
import sys
from contextlib import suppress
from io import BytesIO

from pypdf import PdfReader

from . import pdf_access, pdf_harm
from .budget import Budget, OverBudget

MOST_OBJECTS = 200_000
MOST_MEMORY = 400 * 2**20
TASKS = {"harm": pdf_harm.find, "access": pdf_access.find}


def answer(task: str, content: bytes, seconds: float, *arguments: str) -> dict:
    try:
        budget = Budget(seconds=seconds, parts=MOST_OBJECTS)
        return {"state": "read", "result": TASKS[task](PdfReader(BytesIO(content)), budget, *arguments)}
    except (OverBudget, MemoryError):
        return {"state": "over"}
    except Exception:  # of what is broken on purpose, pypdf may say anything
        return {"state": "broken"}


def limit(seconds: int) -> None:
    """Let the system end this process after `seconds` of processor time, and refuse it more memory than it may have."""
    with suppress(ValueError, OSError):  # macOS knows no limit of memory
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))


def main(task: str, seconds: str, *arguments: str) -> None:
    logging.disable()
    limit(int(seconds))
    sys.stdout.write(json.dumps(answer(task, sys.stdin.buffer.read(), float(seconds), *arguments)))


if __name__ == "__main__":
    main(*sys.argv[1:])
