"""Check PDF files: anyone can open them, and they run nothing, open nothing, and contain no other files.

A separate process reads them (`pdf_process`), because a process can be killed at its limit and pypdf cannot be stopped.
"""

import json
import math
import subprocess
import sys

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from media.uploads.file_types import head, refusal

from .budget import Budget, OverBudget

REFUSALS = {  # by the result of `pdf_harm.find`
    "broken": _("This PDF file is damaged. Open it in the program that made it and save it again."),
    "protected": _("This PDF file has a password, so not everyone can read it. Save it without one."),
    "scripts": _(
        "This PDF file contains scripts or starts programs, which can harm the computers of people who open "
        "it. Print it to a new PDF file, or remove the scripts in the program that made it."
    ),
    "starts": _(
        "This PDF file opens a web page or another file, or sends data, as soon as it is opened or a page is shown. "
        "Print it to a new PDF file, or remove that action in the program that made it."
    ),
    "files": _(
        "This PDF file contains other files (attachments, video, or sound). Save it without them, and add "
        "each one as a separate document."
    ),
}


class Unreadable(Exception):
    """The file is damaged."""


def check(file, _kind: str, budget: Budget) -> None:
    """Raise ValidationError if `file` is not a harmless PDF, or OverBudget if checking it takes too long."""
    start = head(file)
    if not start.startswith(b"%PDF-"):
        raise refusal(start, "pdf")
    try:
        harm = ask("harm", file, budget)
    except Unreadable:
        harm = "broken"
    if harm:
        code = harm if harm in ("broken", "protected") else "harmful"
        raise ValidationError(REFUSALS[harm], code=code)


def ask(task: str, file, budget: Budget, *arguments: str):
    """Run `task` of `pdf_process` on `file`, rewind the file, and return the result.

    Raises Unreadable, or OverBudget if the process exceeded its time or memory.
    """
    seconds = max(1, math.ceil(budget.seconds))
    command = [sys.executable, "-m", "media.uploads.pdf_process", task, str(seconds), *arguments]
    file.seek(0)
    try:
        # Without environment variables, because code that parses untrusted files should not have secrets.
        process = subprocess.run(  # noqa: S603 (no part of the command comes from the upload)
            command,
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
    answer = json.loads(process.stdout)
    if answer["state"] == "over":
        raise OverBudget
    if answer["state"] == "broken":
        raise Unreadable
    return answer["result"]
