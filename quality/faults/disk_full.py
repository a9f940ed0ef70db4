"""The disk is full for the worker, which cannot write a byte more, its log included; then there is room again."""

import resource
import time

from quality.faults.trial import Skipped

FULL = 8  # seconds


def run(trial):
    try:
        limit = resource.prlimit
    except AttributeError:
        raise Skipped("needs Linux") from None
    worker = trial.stack.processes["worker"].pid
    _soft, hard = limit(worker, resource.RLIMIT_FSIZE)
    limit(worker, resource.RLIMIT_FSIZE, (0, hard))
    try:
        number = trial.change()
        time.sleep(FULL)
        if trial.is_visible(number):
            trial.wrong.append("the disk was not full")
    finally:
        limit(worker, resource.RLIMIT_FSIZE, (hard, hard))
    if trial.stack.processes["worker"].pid != worker:
        trial.wrong.append("the worker did not survive it")
