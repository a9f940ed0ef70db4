"""Who works on a change, and how far: one lock, and what PostgreSQL says of each connection.

The work is one transaction, invisible until it commits. So its connection is named after the change and its progress.
If the process is killed, its connection ends, and with it the name.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import connection, transaction

from schools.register.models import School

LOCK = 7_301_955  # lock on the register: one change or undo at a time
EVERY = 1.0  # seconds between reports
CHUNK = 500  # records that are read, saved, and followed together
NAME = "change {}: {} of {}"
OTHERS = """
SELECT application_name FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND starts_with(application_name, %s)
"""
Progress = Callable[[int, int], None]
T = TypeVar("T")


def chunks(items: list[T]) -> Iterator[list[T]]:
    return (items[start : start + CHUNK] for start in range(0, len(items), CHUNK))


def no_progress(done: int, total: int) -> None:
    """Report progress to no one."""


def lock() -> None:
    """Block other changes, and changes of schools by hand, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    list(School.objects.select_for_update().order_by("pk").values_list("pk"))


def is_locked() -> bool:
    """Whether a change is being made or undone."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return not cursor.fetchone()[0]


@contextmanager
def at_work(key: int, callback: Progress = no_progress) -> Iterator[Progress]:
    """Open the transaction that works on the change with this key.

    Yields a function to call with (done, total). It reports to the page of the change and calls `callback`.
    """
    last = time.monotonic()

    def progress(done: int, total: int) -> None:
        nonlocal last
        callback(done, total)
        if (now := time.monotonic()) - last >= EVERY:
            last = now
            _name(key, done, total)

    with transaction.atomic():
        _name(key, 0, 0)
        yield progress


def _name(key: int, done: int, total: int) -> None:
    """Name this connection until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('application_name', %s, true)", [NAME.format(key, done, total)])


def progress_of(key: int) -> tuple[int, int] | None:
    """Return how many records are done of how many, or None if no one works on the change with this key."""
    with connection.cursor() as cursor:
        cursor.execute(OTHERS, [NAME.partition("{}")[0] + f"{key}: "])
        row = cursor.fetchone()
    if row is None:
        return None
    done, total = row[0].partition(": ")[2].split(" of ")
    return int(done), int(total)
