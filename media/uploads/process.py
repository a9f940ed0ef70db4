"""Read one upload in a process of its own: decoders cannot be stopped, but a process can be killed at its limit.

The site runs `python -m media.uploads.process` (`ask`) with a task, which names a module of this package and a function
in it; seconds of CPU time, bytes to unpack, and parts; and the task's own arguments. The file comes from standard
input. To standard output goes a line of JSON, with a `state` (“read”, “refused” or “over”), a `result`, and the name of
the `error` of a file that is damaged, and then the new content of the file, if the result is bytes. The process does
not need Django settings.
"""

import json
import logging
import math
import resource
import subprocess
import sys
from contextlib import suppress
from importlib import import_module
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError

from .limits import Budget, OverBudget, Refused

logger = logging.getLogger(__name__)
MOST_MEMORY = 600 * 2**20


def ask(task: str, file, budget: Budget, *arguments: str):
    """Run `task` in the process, rewind the file, and return the result: JSON, or the new content as bytes.

    Raises Refused, or OverBudget if the process exceeded its time or memory.
    """
    seconds = max(1, math.ceil(budget.seconds))
    limits = (str(limit) for limit in (seconds, budget.unpacked, budget.parts))
    file.seek(0)
    try:
        # Without environment variables, because code that parses untrusted files should not have secrets.
        process = subprocess.run(  # noqa: S603 (no part of the command comes from the upload)
            [sys.executable, "-m", f"{__package__}.process", task, *limits, *arguments],
            input=file.read(),
            capture_output=True,
            cwd=settings.BASE_DIR,
            env={},
            timeout=2 * seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise OverBudget from None
    finally:
        file.seek(0)
    if process.returncode < 0:  # killed by the system at its limit
        raise OverBudget
    if process.returncode:
        raise RuntimeError(process.stderr.decode(errors="replace")[-2000:])
    said, _line, content = process.stdout.partition(b"\n")
    answer = json.loads(said)
    if answer["state"] == "over":
        raise OverBudget
    if error := answer.get("error"):  # of the file, or of ours
        logger.warning("%s could not read a file: %s", task, error)
    if answer["state"] == "refused":
        raise Refused(answer["result"])
    return answer.get("result", content)


def check(task: str, file, budget: Budget, messages: dict, *arguments: str):
    """Do the same as `ask`, and raise ValidationError with one of the `messages` if the file is refused."""
    try:
        return ask(task, file, budget, *arguments)
    except Refused as refused:
        raise ValidationError(messages[refused.args[0]], code=refused.args[0]) from None


# In the process


def answer(task: str, content: bytes, budget: Budget, *arguments: str) -> tuple[dict, bytes]:
    """Return the JSON and the new content."""
    module, function = task.split(".")
    read = getattr(import_module(f"{__package__}.{module}"), function)  # a fault here is ours
    try:
        result = read(BytesIO(content), budget, *arguments)
    except Refused as refused:
        return {"state": "refused", "result": refused.args[0]}, b""
    except (OverBudget, MemoryError):
        return {"state": "over"}, b""
    except Exception as error:  # decoders can raise anything for a manipulated file
        return {"state": "refused", "result": "broken", "error": type(error).__name__}, b""
    return ({"state": "read"}, result) if isinstance(result, bytes) else ({"state": "read", "result": result}, b"")


def limit(seconds: int) -> None:
    """Limit this process to `seconds` of CPU time and `MOST_MEMORY` bytes."""
    with suppress(OSError):  # where the machine's memory runs out first, Linux ends this process, not one that serves
        Path("/proc/self/oom_score_adj").write_text("1000")
    with suppress(ValueError, OSError):  # macOS has no memory limit
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))


def main(task: str, seconds: str, unpacked: str, parts: str, *arguments: str) -> None:
    logging.disable()
    limit(int(seconds))
    budget = Budget(seconds=float(seconds), unpacked=int(unpacked), parts=int(parts))
    said, content = answer(task, sys.stdin.buffer.read(), budget, *arguments)
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n" + content)


if __name__ == "__main__":
    main(*sys.argv[1:])
