"""What should wake the person who runs the site: each failure, and the email about it in the stack's folder `mail`."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from email import message_from_bytes, policy
from pathlib import Path

from deploy.stack.stack import ROOT
from quality.faults.load import Visitor
from quality.output import say

SYSTEMCTL = "#!/bin/sh\ncat '{failed}' 2>/dev/null\n"  # stands in for systemd, which the stack does without
UNIT = "Id=alliance-editor@stack.service\nActiveState=failed\nNRestarts=0\n"
LATE, SILENT = 65, 190  # seconds, more than PUBLISHED_LATE_AFTER and WORKER_SILENT_AFTER
SMALL = 'mount -t tmpfs -o size=10m disk "$1" && head -c 9600k /dev/zero >"$1/filler" && shift && exec "$@"'


def alerts(trial):
    """A unit fails, a disk is full, no backup is made, publishing is late, the worker silent, the database down."""
    look = Look(trial.stack, trial.wrong)
    look("newest backup is missing")
    trial.stack.manage("backup")
    look("Solved: The newest backup is missing")
    look.failed.write_text(UNIT)
    look("A service has failed", looks=2)
    look.failed.unlink()
    look("Solved: A service has failed")
    look("A disk is nearly full", inside=["unshare", "-m", "sh", "-c", SMALL, "small", trial.stack.folder / "backups"])
    look("Solved: A disk is nearly full")
    with stopped(trial.stack.processes["worker"].pid):
        trial.change()
        time.sleep(LATE)
        look("Publishing is behind", looks=2)
        time.sleep(SILENT - LATE)
        look("The worker is silent", looks=2)
    trial.settle()
    look("Solved: The worker is silent")
    trial.stack.database.stop("immediate")
    look("The database doesn't answer")
    trial.stack.database.start()
    look("Solved: The database doesn't answer")


class Look:
    """`look("The worker is silent")` runs `manage.py alerts`, and notes if it does not mail that."""

    def __init__(self, stack, wrong: list[str]):
        self.stack, self.wrong = stack, wrong
        self.failed = stack.folder / "failed-units"
        programs = stack.folder / "programs"
        programs.mkdir(exist_ok=True)
        (programs / "systemctl").write_text(SYSTEMCTL.format(failed=self.failed))
        (programs / "systemctl").chmod(0o755)
        self.environment = stack.environment | {"PATH": f"{programs}:{stack.environment['PATH']}"}
        for left in (stack.folder / "alerts.json", self.failed):
            left.unlink(missing_ok=True)
        shutil.rmtree(stack.folder / "backups", ignore_errors=True)

    def __call__(self, subject: str, *, looks: int = 1, inside: Sequence[str | Path] = ()) -> None:
        """Look, as a program that `inside` runs, if given. The last of `looks` must mail `subject`, the others nothing.

        Until all is solved, an uptime service must hear of it, too.
        """
        for number in range(1, looks + 1):
            before = {*self.stack.mail.iterdir()}
            command = [*map(str, inside), sys.executable, "manage.py", "alerts"]
            subprocess.run(command, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, check=True)  # noqa: S603 (our own manage.py)
            mails = {*self.stack.mail.iterdir()} - before
            subjects = [message_from_bytes(file.read_bytes(), policy=policy.default)["subject"] for file in mails]
            status = Visitor(f"http://{self.stack.doors['public']}").get("/readyz?strict").status
            say(f"    look {number}: mailed {subjects or 'nothing'}; /readyz?strict answers {status}")
            if any(subject in one for one in subjects) != (number == looks):
                self.wrong.append(f"look {number} of {looks} mailed {subjects} instead of “{subject}”")
            if status != (200 if subject.startswith("Solved") else 503):
                self.wrong.append(f"/readyz?strict answered {status} at “{subject}”")


@contextmanager
def stopped(process: int) -> Iterator[None]:
    os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process, signal.SIGCONT)
