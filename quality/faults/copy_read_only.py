"""The copy cannot be written for a while (read-only file system); what changes meanwhile waits."""

import subprocess
import time

from quality.faults.trial import Skipped

READ_ONLY = 8  # seconds


def run(trial):
    folder = str(trial.stack.published)
    if mount("--bind", folder, folder):
        raise Skipped("needs root and the right to mount")
    try:
        # The worker has the folder of before; it is started again to see the one that is read-only.
        mount("-o", "remount,bind,ro", folder)
        trial.stack.processes["worker"].signal()
        number = trial.change()
        time.sleep(READ_ONLY)
        if trial.is_visible(number):
            trial.wrong.append("the copy was not read-only")
    finally:
        subprocess.run(["umount", "--lazy", folder], check=False)  # noqa: S603, S607 (the system's own)


def mount(*arguments: str) -> int:
    try:
        command = ["mount", *arguments]
        quiet = {"check": False, "stderr": subprocess.DEVNULL}
        return subprocess.run(command, **quiet).returncode  # noqa: S603 (the system's own, on a folder of the trial)
    except FileNotFoundError:
        return 1
