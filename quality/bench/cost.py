"""What a call costs: time, queries, and memory of this process and of the database's process for it."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection


@dataclass(frozen=True)
class Cost:
    """Seconds by the clock and of processor; statements sent to the database; most memory in use, in MB."""

    clock: float
    site: float
    database: float
    queries: int
    memory: float

    def __str__(self):
        return f"{self.clock:.1f} s, processor {self.site:.1f} + {self.database:.1f} s, {self.memory:.0f} MB"

    @property
    def processor(self) -> float:
        return self.site + self.database

    def each(self, many: int) -> str:
        return f"{1000 * self.processor / many:.1f} ms and {self.queries / many:.1f} queries each"


def measured(do: Callable[[], Any]) -> tuple[Any, Cost]:
    """Return the result of `do()`, and its cost."""
    queries = 0

    def counted(execute, *args):
        nonlocal queries
        queries += 1
        return execute(*args)

    Path("/proc/self/clear_refs").write_text("5")  # forget the most memory of the steps before
    start, site, database = time.perf_counter(), time.process_time(), _database()
    with connection.execute_wrapper(counted):
        result = do()
    clock, site = time.perf_counter() - start, time.process_time() - site
    return result, Cost(clock, site, _database() - database, queries, _most_memory())


def _database() -> float:
    """Return the seconds of processor that the database's process has used for this connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _most_memory() -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
