"""What benchmarks and faults ask of a running stack."""

from contextlib import closing

import psycopg2
from psycopg2.sql import Composable


def query(url: str, statement: str | Composable, *values) -> list[tuple]:
    """Return the rows of a statement, in a session that is committed at its end. Raises psycopg2.Error."""
    with closing(psycopg2.connect(url, connect_timeout=3)) as session, session, session.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def nothing_waits(url: str) -> bool:
    """Return whether every change in the database is published; False if it does not answer."""
    try:
        return query(url, "SELECT count(*) FROM published_copy_change") == [(0,)]
    except psycopg2.Error:
        return False
