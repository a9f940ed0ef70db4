"""Keeps processes running: what dies is started again."""

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

LOOK = 0.05  # seconds between two looks
SOONEST, LATEST = 0.1, 5.0  # seconds until a dead one is started again; longer each time it dies young
YOUNG = 10.0


class Process:
    """One command that should run. What it says goes to the end of the file `log`."""

    def __init__(self, command: list[str], *, environment: dict[str, str], log: Path, patience: float = 35):
        self.command, self.environment, self.log = command, environment, log
        self.patience = patience  # seconds it has to end by itself
        self.restarts = 0
        self.wanted = False
        self._process: subprocess.Popen | None = None
        self._started, self._delay, self._due = 0.0, SOONEST, 0.0
        self._lock = threading.RLock()

    @property
    def pid(self) -> int | None:
        """Of the running process; None while there is none."""
        return self._process.pid if self.is_alive else None

    @property
    def is_alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        with self._lock:
            self.wanted = True
            self._start()

    def stop(self) -> None:
        """Asks it to end, and ends it and its children if it does not."""
        with self._lock:
            self.wanted = False
            if self._process is None:
                return
            if self.is_alive:
                self._process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(self.patience)
            self._end()
            self._process = None

    def signal(self, number: int = signal.SIGKILL) -> None:
        """To the process and its children: with SIGKILL, as if the machine had run out of memory."""
        with self._lock:
            if self.is_alive:
                os.killpg(self._process.pid, number)

    def look(self) -> None:
        """Starts it again if it died, not at once if it keeps dying."""
        with self._lock:
            if not self.wanted or self.is_alive:
                return
            now = time.monotonic()
            if not self._due:
                self._delay = SOONEST if now - self._started > YOUNG else min(2 * self._delay, LATEST)
                self._due = now + self._delay
            if now >= self._due:
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
                start_new_session=True,  # a group of its own, by whose number its children can be ended
            )
        self._started, self._due = time.monotonic(), 0.0

    def _end(self) -> None:
        """Ends what is left of the group: the workers of a killed nginx would keep its port."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


class Supervisor:
    """`processes` by their names, looked after by a thread from `start` to `stop`; `also` is called with each look."""

    def __init__(self, also: Callable[[], None] = lambda: None):
        self.processes: dict[str, Process] = {}
        self._also = also
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="supervisor", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """The last one that was added first."""
        self._ending.set()
        if self._thread.is_alive():
            self._thread.join()
        for process in reversed(self.processes.values()):
            process.stop()

    def _watch(self) -> None:
        while not self._ending.wait(LOOK):
            for process in list(self.processes.values()):
                process.look()
            self._also()
