"""What breaks a site. Each function breaks one part and repairs it; its first line describes the fault."""

import contextlib
import os
import resource
import signal
import time
from contextlib import closing
from pathlib import Path

import psycopg2

from quality.faults.load import SCHOOL


def database(trial, seconds=8):
    """The database crashes and is started again."""
    trial.stack.database.stop("immediate")
    try:
        trial.expect(trial.refuses, "visitors were not told within 3 s", 3)
        trial.expect(lambda: trial.refuses(f"{SCHOOL}report/"), "who reports a mistake was not told whom to call", 1)
        time.sleep(seconds)
    finally:
        trial.stack.database.start()


def slow_database(trial, seconds=30):
    """The database answers no request: a session holds a lock on the table of pages."""
    number = trial.change()
    with closing(psycopg2.connect(trial.stack.database.url)) as connection:
        connection.cursor().execute("LOCK TABLE wagtailcore_page IN ACCESS EXCLUSIVE MODE")
        end = time.monotonic() + seconds
        trial.expect(trial.refuses, "visitors were not told within 7 s", 7)
        time.sleep(max(0.0, end - time.monotonic()))
    trial.expect_published(number)


def application(trial, times=3, between=4):
    """The application of both doors is killed several times (kill -9) and starts again."""
    for turn in range(times):
        time.sleep(between if turn else 0)
        for door in trial.stack.doors:
            trial.stack.processes[door].signal()


def editing(trial, seconds=30):
    """Every worker of the editor's door hangs, as with an upload that never ends. Families notice nothing."""
    editor = trial.stack.processes["editor"].pid
    workers = [int(pid) for pid in Path(f"/proc/{editor}/task/{editor}/children").read_text().split()]
    for pid in workers:
        os.kill(pid, signal.SIGSTOP)
    questions, before = trial.load.questions, trial.load.questions.answered
    try:
        time.sleep(seconds)
    finally:
        for pid in workers:
            with contextlib.suppress(ProcessLookupError):  # gunicorn has replaced it
                os.kill(pid, signal.SIGCONT)
    if questions.refused or questions.answered == before:
        trial.wrong.append(f"{questions.refused} questions were refused while the editor hung, or none was answered")


def worker(trial, moments=(0.0, 0.05, 0.15, 0.4, 1.0)):
    """The worker is killed (kill -9) while it publishes: seconds after it wrote the first file."""
    site = trial.stack.published / "site"
    for moment in moments:
        before = newest(site)
        number = trial.change()
        trial.expect(lambda before=before: newest(site) > before, "the worker did not come back")
        time.sleep(moment)
        trial.stack.processes["worker"].signal()
        trial.expect_published(number)  # its successor finishes


def disk_full(trial, seconds=8):
    """The disk is full: the worker can't write another byte, not even to its log. Then there is room again."""
    process = trial.stack.processes["worker"].pid
    _soft, hard = resource.prlimit(process, resource.RLIMIT_FSIZE)
    resource.prlimit(process, resource.RLIMIT_FSIZE, (0, hard))
    try:
        number = trial.change()
        time.sleep(seconds)
        if trial.is_visible(number):
            trial.wrong.append("the disk was not full")
    finally:
        resource.prlimit(process, resource.RLIMIT_FSIZE, (hard, hard))
    if trial.stack.processes["worker"].pid != process:
        trial.wrong.append("the worker did not survive")


FAULTS = (database, slow_database, application, editing, worker, disk_full)


def newest(folder) -> int:
    """Return when the newest file below a folder was written."""
    times = [0]
    for file in folder.rglob("*"):
        with contextlib.suppress(FileNotFoundError):  # replaced just now
            times.append(file.stat().st_mtime_ns)
    return max(times)
