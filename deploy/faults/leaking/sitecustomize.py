"""Python loads this when it starts with this folder on its path: from then on the process grows."""

import threading
import time

STEP, EVERY = 3, 0.1  # MB, seconds
kept = []


def leak():
    while True:
        kept.append(bytearray(b"x" * (STEP << 20)))
        time.sleep(EVERY)


threading.Thread(target=leak, daemon=True).start()
