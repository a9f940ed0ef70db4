"""The database answers nobody for 30 s: somebody holds a lock on the table of pages."""

import time
from contextlib import closing

import psycopg2

SLOW = 30  # seconds


def run(trial):
    number = trial.change()
    with closing(psycopg2.connect(trial.stack.database.url)) as connection:
        connection.cursor().execute("LOCK TABLE wagtailcore_page IN ACCESS EXCLUSIVE MODE")
        start = time.monotonic()
        if not trial.until(trial.refuses, 7):
            trial.wrong.append("nobody was told within 7 s")
        time.sleep(max(0.0, start + SLOW - time.monotonic()))
    trial.made.setdefault(number, start)
