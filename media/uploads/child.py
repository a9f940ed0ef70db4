"""Read one upload in a process with limits set by the system: `python -m media.uploads.child`.

Arguments: a task, which names a module of this package and a function in it; seconds of CPU time, bytes to unpack, and
parts; and the task's own arguments. The file comes from standard input. To standard output goes a line of JSON, with a
`state` (“read”, “refused” or “over”), a `result`, and the name of the `error` of a file that is damaged, and then the
new content of the file, if the result is bytes. It does not need Django settings.
"""

import json
import logging
import resource
import sys
from contextlib import suppress
from importlib import import_module
from io import BytesIO
from pathlib import Path

from .limits import Budget, OverBudget, Refused

MOST_MEMORY = 600 * 2**20


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
