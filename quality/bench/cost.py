"""Processor time, which is the same on a machine that does other things."""

import os
import time
from collections.abc import Callable
from pathlib import Path

from django.db import connection


def milliseconds(do: Callable[[], object], rounds: int = 1) -> float:
    """Return the mean processor time of `do`, of this process and of the database's process for it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    site, database = time.process_time(), seconds_of(pid)
    for _round in range(rounds):
        do()
    return 1000 * (time.process_time() - site + seconds_of(pid) - database) / rounds


def seconds_of(process: int) -> float:
    """Return the seconds of processor that a process has used, by its ID."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
