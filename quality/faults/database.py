"""The database crashes, is away for a while, and is started again."""

import time

from quality.faults.load import SCHOOL

AWAY = 8  # seconds


def run(trial):
    trial.stack.database.stop("immediate")
    try:
        if not trial.until(trial.refuses, 3):
            trial.wrong.append("nobody was told within 3 s")
        if not trial.refuses(f"{SCHOOL}report/"):
            trial.wrong.append("who wanted to report a mistake was not told whom to call")
        time.sleep(AWAY)
    finally:
        trial.stack.database.start()
