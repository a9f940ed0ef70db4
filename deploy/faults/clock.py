"""The worker's clock jumps a day back and then ahead again (libfaketime)."""

from pathlib import Path

from deploy.faults.trial import Skipped

LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
DAY = 86_400  # seconds


def run(trial):
    if not LIBRARIES:
        raise Skipped("needs libfaketime (Debian: apt-get install libfaketime); tests/publisher has the jumps in code")
    worker = trial.stack.processes["worker"]
    healthy, file = worker.environment, trial.stack.folder / "clock"
    file.write_text("+0\n")
    worker.stop()
    worker.environment = {
        **healthy,
        "LD_PRELOAD": str(LIBRARIES[-1]),
        "FAKETIME_TIMESTAMP_FILE": str(file),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    worker.start()
    try:
        for jump in (0, -DAY, DAY, 0):
            file.write_text(f"{jump:+}\n")
            number = trial.change()
            if not trial.until(lambda number=number: trial.is_visible(number), 15):
                trial.wrong.append(f"a change was not published with the clock at {jump:+} s")
            if not trial.until(trial.nothing_waits, 15):
                trial.wrong.append(f"the sweep did not come with the clock at {jump:+} s")
    finally:
        worker.stop()
        worker.environment = healthy
        worker.start()
