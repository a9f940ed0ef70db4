"""Read what somebody uploaded in a process of its own, because a process can be killed at its limit.

Decoders cannot be stopped. Pictures, PDF files, and Office documents are read this way.
"""

import json
import logging
import math
import subprocess
import sys

from django.conf import settings
from django.core.exceptions import ValidationError

from .limits import Budget, OverBudget, Refused

logger = logging.getLogger(__name__)


def ask(task: str, file, budget: Budget, *arguments: str):
    """Run `task` of `child` on `file`, rewind the file, and return the result: JSON, or the new content as bytes.

    Raises Refused, or OverBudget if the process exceeded its time or memory.
    """
    seconds = max(1, math.ceil(budget.seconds))
    limits = (str(limit) for limit in (seconds, budget.unpacked, budget.parts))
    file.seek(0)
    try:
        # Without environment variables, because code that parses untrusted files should not have secrets.
        process = subprocess.run(  # noqa: S603 (no part of the command comes from the upload)
            [sys.executable, "-m", f"{__package__}.child", task, *limits, *arguments],
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
