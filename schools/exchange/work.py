"""How far the work on a batch is, told while it is done; and whether anybody still does it.

The work is one transaction, of which nobody sees anything before its end, so how far it is goes by a connection of its
own. It holds a lock that PostgreSQL gives back however the process ends: a batch that says that it is worked on, whose
lock is free, was left by a process that was killed.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from django.db import Error, connection, transaction

LOCK = 7_301_955  # of the register: one import or undo at a time
OF_BATCH = 7_301_956  # with its key
EVERY = 1.0  # seconds between two reports; what takes less reports nothing
# The row is left alone while the work itself writes it, else both would wait for each other.
TELL = """
UPDATE schools_importbatch SET progress = %s, total = %s
WHERE id = (SELECT id FROM schools_importbatch WHERE id = %s FOR NO KEY UPDATE SKIP LOCKED)
"""
PROGRESS = Callable[[int, int], None]


def nobody(done: int, total: int) -> None:
    """Nobody is told how far it is."""


@contextmanager
def at_work(batch, also: PROGRESS = nobody) -> Iterator[PROGRESS]:
    """A transaction that works on `batch`. What it is given is called with what is done of how many, for the batch's
    page, and calls `also`."""
    told = _Told(batch.pk)

    def progress(done: int, total: int) -> None:
        also(done, total)
        told.tell(done, total)

    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [OF_BATCH, batch.pk])
            yield progress
    finally:
        told.close()


def is_free(batch) -> bool:
    """Whether nobody works on it, nor on the register, nor can begin before this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(%s, %s) AND pg_try_advisory_xact_lock(%s)", [OF_BATCH, batch.pk, LOCK]
        )
        return cursor.fetchone()[0]


class _Told:
    """The connection beside the work, opened when there is something to tell."""

    def __init__(self, key: int):
        self.key, self.other, self.last = key, None, time.monotonic()

    def tell(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self.last < EVERY:
            return
        self.last = now
        with suppress(Error):  # the work goes on without telling
            self.other = self.other or connection.copy()
            with self.other.cursor() as cursor:
                cursor.execute(TELL, [done, total, self.key])

    def close(self) -> None:
        if self.other is not None:
            self.other.close()
