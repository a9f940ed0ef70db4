"""The worker's clock jumps a day ahead, back, and a day back, each time in the middle of publishing (libfaketime)."""

from pathlib import Path

from quality.faults.trial import Skipped
from quality.faults.worker import newest

LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
DAY = 86_400  # seconds


def run(trial):
    if not LIBRARIES:
        raise Skipped("needs libfaketime (Debian: apt-get install libfaketime); the jumps are tested in code, too")
    worker, clock = trial.stack.processes["worker"], trial.stack.folder / "clock"
    healthy = worker.environment
    set_to(clock, 0)
    worker.stop()
    worker.environment = {
        **healthy,
        "LD_PRELOAD": str(LIBRARIES[-1]),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_CACHE_DURATION": "1",  # seconds until it is read again; at every call it slows the worker down
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "FAKETIME_FORCE_MONOTONIC_FIX": "0",  # else Python's threads, which wait by that clock, wait no time at all
    }
    worker.start()
    try:
        for jump in (DAY, 0, -DAY, 0):
            before = newest(trial.stack.published / "site")
            in_the_middle = trial.change()
            if not trial.until(lambda before=before: newest(trial.stack.published / "site") > before):
                trial.wrong.append(f"nothing was published before the clock jumped to {jump:+} s")
            set_to(clock, jump)
            expect(trial, in_the_middle, jump)
            expect(trial, trial.change(), jump)
    finally:
        worker.stop()
        worker.environment = healthy
        worker.start()


def set_to(clock: Path, seconds: int) -> None:
    """As a whole: the library ends the process over half a file."""
    fresh = clock.with_name("clock.new")
    fresh.write_text(f"{seconds:+}\n")
    fresh.replace(clock)


def expect(trial, number: int, jump: int) -> None:
    """Change `number` is published, and everything else is looked at after it."""
    if not trial.until(lambda: trial.is_visible(number)):
        trial.wrong.append(f"change {number} was not published with the clock at {jump:+} s")
    if not trial.until(trial.nothing_waits):
        trial.wrong.append(f"the sweep did not come with the clock at {jump:+} s")
