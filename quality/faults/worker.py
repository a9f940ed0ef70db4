"""The worker is killed (kill -9) in the middle of publishing, five times, as it begins to write and further on."""

import contextlib
import time

AT = (0.0, 0.05, 0.15, 0.4, 1.0)  # seconds after the first file was written


def run(trial):
    worker, site = trial.stack.processes["worker"], trial.stack.published / "site"
    for moment in AT:
        before = newest(site)
        number = trial.change()
        if not trial.until(lambda before=before: newest(site) > before):
            trial.wrong.append("the worker did not come back")
            return
        time.sleep(moment)
        worker.signal()
        # Whatever it had not finished, its successor does.
        if not trial.until(lambda number=number: trial.is_visible(number)):
            trial.wrong.append(f"change {number} was not published")


def newest(folder) -> int:
    times = []
    for file in folder.rglob("*"):
        with contextlib.suppress(FileNotFoundError):  # replaced just now
            times.append(file.stat().st_mtime_ns)
    return max(times, default=0)
