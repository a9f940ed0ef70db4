"""Read one PDF file in a process with limits set by the system: `python -m media.uploads.pdf_process`.

Arguments: a key of `TASKS`, seconds of CPU time, and the task's own arguments. The file comes from standard input. The
answer goes to standard output as JSON: `state` (“read”, “broken” or “over”) and `result`. It does not need Django
settings.
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
    except Exception:  # pypdf can raise anything for a manipulated file
        return {"state": "broken"}


def limit(seconds: int) -> None:
    """Limit this process to `seconds` of CPU time and `MOST_MEMORY` bytes."""
    with suppress(ValueError, OSError):  # macOS has no memory limit
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))


def main(task: str, seconds: str, *arguments: str) -> None:
    logging.disable()
    limit(int(seconds))
    sys.stdout.write(json.dumps(answer(task, sys.stdin.buffer.read(), float(seconds), *arguments)))


if __name__ == "__main__":
    main(*sys.argv[1:])
