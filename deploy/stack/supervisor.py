"""Keep processes running: restart them when they die."""

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

LOOK = 0.02  # seconds between two looks
INTERVAL = 0.05  # seconds between checks
DELAY = 0.5  # seconds from a start to the next one


def until(is_true: Callable[[], bool], seconds: float, look: float = LOOK) -> bool:
    """Return whether it becomes true in time."""
    end = time.monotonic() + seconds
    while not (result := is_true()) and time.monotonic() < end:
        time.sleep(look)
    return result


class Process:
    """One command to keep running. Its output is appended to the file `log`."""

    def __init__(self, command: list[str], *, environment: dict[str, str], log: Path, patience: float = 35):
        self.command, self.environment, self.log = command, environment, log
        self.patience = patience  # seconds to exit after SIGTERM
        self.restarts = 0
        self.should_run = False
        self._process: subprocess.Popen | None = None
        self._started = 0.0
        self._lock = threading.RLock()

    @property
    def pid(self) -> int | None:
        """The ID of the running process, or None."""
        return self._process.pid if self.is_alive else None

    @property
    def is_alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        with self._lock:
            self.should_run = True
            self._start()

    def stop(self) -> None:
        """Send SIGTERM, then kill whatever is left of the process and its children after `patience` seconds."""
        with self._lock:
            self.should_run = False
            if self._process is None:
                return
            if self.is_alive:
                self._process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(self.patience)
            self._end()
            self._process = None

    def signal(self, number: int = signal.SIGKILL) -> None:
        """Send a signal to the process and its children. SIGKILL acts as if the machine had run out of memory."""
        with self._lock:
            if self.is_alive:
                os.killpg(self._process.pid, number)

    def check(self) -> None:
        """Restart the process if it died, but not all the time if it keeps dying."""
        with self._lock:
            if self.should_run and not self.is_alive and time.monotonic() > self._started + DELAY:
                self._end()
                self.restarts += 1
                self._start()

    def _start(self) -> None:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 (this project's own programs)
                self.command,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # a separate process group, so that its children can be killed too
            )
        self._started = time.monotonic()

    def _end(self) -> None:
        """Kill the rest of the process group, because the workers of a killed nginx would keep its port."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


class Supervisor:
    """A thread that restarts `processes` (by name) from `start` to `stop`, and calls `also` at each check."""

    def __init__(self, also: Callable[[], None] = lambda: None):
        self.processes: dict[str, Process] = {}
        self._also = also
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="supervisor", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Stop the thread, then the processes in reverse order."""
        self._ending.set()
        if self._thread.is_alive():
            self._thread.join()
        for process in reversed(self.processes.values()):
            process.stop()

    def _watch(self) -> None:
        while not self._ending.wait(INTERVAL):
            for process in list(self.processes.values()):
                process.check()
            self._also()
