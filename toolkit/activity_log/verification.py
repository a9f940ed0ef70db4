"""Check that the log is unchanged: compute every digest again, in Python rather than with the database's functions.

This alone cannot detect a chain that was rewritten to its end, or whose newest entries were removed. So the site writes
the end of the chain to the log on disk every night, and `manage.py audit --verify NUMBER:DIGEST` checks that the chain
still leads through it.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction

from toolkit.activity_log import log_triggers, table_triggers

from .models import AuditEntry
from .site import site

CONTENT = log_triggers.CONTENT.format(entry="entry")
NONE = "nothing"


@dataclass(frozen=True)
class State:
    """`faults`, one line each; the number of `entries`; and the end of the chain, `ends`: `1234:0a1b…`."""

    faults: list[str]
    entries: int
    ends: str


def verify(known_end: str = "") -> State:
    """Check the whole log. `known_end` is an earlier end of the chain (`State.ends`)."""
    faults = [*_triggers()]
    last, digest, count, goes_through = None, "", 0, False
    for number, stored, content in _entries():
        count += 1
        if number is None:
            faults.append(f"An entry is not part of the chain: {content}")
            continue
        if last is None:
            digest = _before(number, faults)
        elif number != last + 1:
            faults.append(f"Entries are missing between {last} and {number}.")
        if hashlib.sha256((digest + content).encode()).hexdigest() != stored:
            faults.append(f"Entry {number}, or the chain before it, was changed: {content}")
        last, digest = number, stored
        goes_through |= known_end == f"{number}:{stored}"
    ends = f"{last}:{digest}" if last else NONE
    if known_end and not goes_through:
        faults.append(
            f"The chain does not contain {known_end}: the newest entries were removed, or the chain was rewritten."
        )
    return State(faults, count, ends)


def _entries() -> Iterator[tuple]:
    """Yield entries in chain order, from one snapshot; those without a number come first."""
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(
            f"SELECT number, digest, {CONTENT} FROM {log_triggers.TABLE} entry "  # noqa: S608 (constants)
            "ORDER BY number NULLS FIRST"
        )
        yield from cursor


def _before(number: int, faults: list[str]) -> str:
    """Return the digest that the first entry builds on: that of the last expired entry."""
    if number == 1:
        return ""
    expiry = AuditEntry.objects.filter(action=log_triggers.EXPIRED, detail__number=number - 1).first()
    if expiry is None:
        faults.append(f"The log begins with entry {number}, and no entry records that the earlier ones expired.")
        return ""
    return expiry.detail["digest"]


def _triggers() -> Iterator[str]:
    """Yield triggers and functions that are missing, disabled, or different from this release's."""
    with connection.cursor() as cursor:
        states = log_triggers.trigger_states(cursor)
        for name in log_triggers.TRIGGERS:
            if states.get(name) != log_triggers.ALWAYS:
                yield f"The trigger {name} of the log is {'disabled' if name in states else 'missing'}."
        cursor.execute(
            "SELECT c.relname, t.tgname, t.tgenabled FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE c.relnamespace = current_schema()::regnamespace AND t.tgname = ANY(%s)",
            [[table_triggers.TRIGGER, table_triggers.TAKE_IN_TRIGGER, table_triggers.EMPTIED_TRIGGER]],
        )
        table_states = {(table, name): state for table, name, state in cursor.fetchall()}
        expected = [(watched.model, table_triggers.TRIGGER) for watched in site().WATCHED]
        expected += [(label, table_triggers.TAKE_IN_TRIGGER) for label in table_triggers.TAKEN_IN]
        expected += [(label, table_triggers.EMPTIED_TRIGGER) for label in table_triggers.tables()]
        for label, name in expected:
            if table_states.get((table_triggers.model_of(label)._meta.db_table, name)) not in ("O", "A"):
                yield f"Changes to {label} are not logged: its trigger {name} is missing or disabled."
        sources = log_triggers.FUNCTIONS | table_triggers.FUNCTIONS
        cursor.execute(
            "SELECT proname, prosrc, proconfig FROM pg_proc WHERE pronamespace = current_schema()::regnamespace "
            "AND proname = ANY(%s)",
            [list(sources)],
        )
        functions = {name: (source, settings) for name, source, settings in cursor.fetchall()}
        for name, source in sources.items():
            body, settings = functions.get(name, ("", None))
            if body != source.split("$$")[1] or not settings:
                yield f"The function {name} differs from this release's. Run manage.py migrate."
