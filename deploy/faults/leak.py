"""The worker leaks 30 MB a second: it ends when it is too large, and its successor goes on."""

import time
from pathlib import Path

LEAKING = str(Path(__file__).parent / "leaking")  # a sitecustomize.py that grows
LIMIT, MARGIN = 300, 120  # MB; what it may grow in the second between two looks, and while it ends
SECONDS = 20


def run(trial):
    worker = trial.stack.processes["worker"]
    healthy = worker.environment
    worker.stop()
    worker.environment = {**healthy, "PYTHONPATH": LEAKING, "WORKER_MAX_MB": str(LIMIT)}
    worker.start()
    before, largest = worker.restarts, 0
    end = time.monotonic() + SECONDS
    try:
        while time.monotonic() < end:
            number = trial.change()
            trial.until(lambda number=number: trial.is_visible(number), 10)
            if not trial.is_visible(number):
                trial.wrong.append(f"change {number} was not published within 10 s")
            largest = max(largest, megabytes(worker.pid))
            time.sleep(0.3)
    finally:
        worker.stop()
        worker.environment = healthy
        worker.start()
    if worker.restarts - before < 2:
        trial.wrong.append("the worker did not end by itself")
    if largest > LIMIT + MARGIN:
        trial.wrong.append(f"the worker grew to {largest} MB")


def megabytes(process: int | None) -> int:
    """The most it ever took."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except FileNotFoundError:
        return 0
    return next((int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0)
