"""The database crashes, is away for a while, and is started again."""

import time

AWAY = 8  # seconds


def run(trial):
    trial.stack.database.stop("immediate")
    try:
        if not trial.until(trial.refuses, 3):
            trial.wrong.append("nobody was told within 3 s")
        time.sleep(AWAY)
    finally:
        trial.stack.database.start()
