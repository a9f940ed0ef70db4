"""Python loads this when it starts with this folder on its path: the process grows once the worker is at work."""

import sys
import threading
import time

STEP, EVERY = 1, 0.1  # MB, seconds
kept = []


def leak():
    while True:
        time.sleep(EVERY)
        if "toolkit.worker.process" in sys.modules:
            kept.append(bytearray(b"x" * (STEP << 20)))


threading.Thread(target=leak, daemon=True).start()
