"""Report the progress of work on a batch, and detect work that was interrupted.

The work is one transaction, invisible until it commits, so a second connection writes the progress. The worker holds
an advisory lock, which PostgreSQL releases when its process ends. If a batch is marked as being worked on and its lock
is free, the process was killed.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from django.db import Error, connection, transaction

LOCK = 7_301_955  # lock on the register: one import or undo at a time
OF_BATCH = 7_301_956  # lock on a batch, together with its key
EVERY = 1.0  # seconds between reports; shorter work reports nothing
# Skip the row while the work itself is writing it, or the two connections would deadlock.
TELL = """
UPDATE schools_importbatch SET progress = %s, total = %s
WHERE id = (SELECT id FROM schools_importbatch WHERE id = %s FOR NO KEY UPDATE SKIP LOCKED)
"""
PROGRESS = Callable[[int, int], None]
CHUNK = 500  # records that are read together, and that the search indexes follow together


def chunks(items: list) -> Iterator[list]:
    return (items[start : start + CHUNK] for start in range(0, len(items), CHUNK))


def no_progress(done: int, total: int) -> None:
    """Report progress to no one."""


@contextmanager
def at_work(batch, callback: PROGRESS = no_progress) -> Iterator[PROGRESS]:
    """Open a transaction that works on `batch`, and lock the batch.

    Yields a function to call with (done, total). It reports to the batch's page and calls `callback`.
    """
    reporter = _Reporter(batch.pk)

    def progress(done: int, total: int) -> None:
        callback(done, total)
        reporter.report(done, total)

    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [OF_BATCH, batch.pk])
            yield progress
    finally:
        reporter.close()


def is_free(batch) -> bool:
    """Whether no one is working on the batch or the register. Locks both until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(%s, %s) AND pg_try_advisory_xact_lock(%s)", [OF_BATCH, batch.pk, LOCK]
        )
        return cursor.fetchone()[0]


class _Reporter:
    """Reports progress over a second connection, opened with the first report."""

    def __init__(self, key: int):
        self.key, self.connection, self.last = key, None, time.monotonic()

    def report(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self.last < EVERY:
            return
        self.last = now
        with suppress(Error):  # a failed report must not stop the work
            self.connection = self.connection or connection.copy()
            with self.connection.cursor() as cursor:
                cursor.execute(TELL, [done, total, self.key])

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
