"""The worker leaks 10 MB a second: it ends when it is too large, and its successor goes on."""

import time
from pathlib import Path

LEAKING = str(Path(__file__).parent / "leaking")  # a sitecustomize.py that grows
LIMIT, MARGIN = 200, 200  # MB; what it may grow while it finishes the job that it has begun
TIMES = 2  # it has to end
PATIENCE = 60  # seconds


def run(trial):
    worker = trial.stack.processes["worker"]
    healthy = worker.environment
    worker.stop()
    worker.environment = {**healthy, "PYTHONPATH": LEAKING, "WORKER_MAX_MB": str(LIMIT)}
    worker.start()
    enough, largest = worker.restarts + TIMES, 0
    end = time.monotonic() + PATIENCE
    try:
        while worker.restarts < enough and time.monotonic() < end:
            number = trial.change()
            if not trial.until(lambda number=number: trial.is_visible(number)):
                trial.wrong.append(f"change {number} was not published")
            largest = max(largest, megabytes(worker.pid))
            time.sleep(0.3)
    finally:
        worker.stop()
        worker.environment = healthy
        worker.start()
    if worker.restarts < enough:
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
