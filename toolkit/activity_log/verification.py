"""Proves that the log is as it was written: every entry is digested again, here and not by the database's functions.

What it cannot tell alone is whether somebody rewrote everything up to the end, or took the newest entries off. The end
of the chain is therefore told to the log on disk every night (`worker.jobs`): `manage.py audit --verify NUMBER:DIGEST`
asks whether it still leads through there.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction

from toolkit.activity_log import log_triggers, table_triggers, truncation

from .models import AuditEntry
from .site import site

CONTENT = log_triggers.CONTENT.format(entry="entry")
NONE = "nothing"


@dataclass(frozen=True)
class State:
    """`faults`, one line each; how many `entries` there are, and where the chain `ends`: `1234:0a1b…`."""

    faults: list[str]
    entries: int
    ends: str


def verify(known: str = "") -> State:
    """Reads everything. `known` is where the chain ended once, as `State.ends` told it."""
    faults = [*_triggers()]
    last, digest, count, goes_through = None, "", 0, False
    for number, stored, content in _entries():
        count += 1
        if number is None:
            faults.append(f"An entry without a place in the chain: {content}")
            continue
        if last is None:
            digest = _before(number, faults)
        elif number != last + 1:
            faults.append(f"Between {last} and {number} entries are missing.")
        if hashlib.sha256((digest + content).encode()).hexdigest() != stored:
            faults.append(f"Entry {number} is not as it was written, or what was before it: {content}")
        last, digest = number, stored
        goes_through |= known == f"{number}:{stored}"
    ends = f"{last}:{digest}" if last else NONE
    if known and not goes_through:
        faults.append(f"The chain does not lead through {known}: entries were taken off, or all of it was rewritten.")
    return State(faults, count, ends)


def _entries() -> Iterator[tuple]:
    """In the order of the chain, in one snapshot; those without a place in it come first."""
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(
            f"SELECT number, digest, {CONTENT} FROM {log_triggers.TABLE} entry "  # noqa: S608 (constants)
            "ORDER BY number NULLS FIRST"
        )
        yield from cursor


def _before(number: int, faults: list[str]) -> str:
    """The digest that the first entry hangs on: of the last that has expired."""
    if number == 1:
        return ""
    said = AuditEntry.objects.filter(action=log_triggers.EXPIRED, detail__number=number - 1).first()
    if said is None:
        faults.append(f"The log begins with {number}, and no entry says that those before it have expired.")
        return ""
    return said.detail["digest"]


def _triggers() -> Iterator[str]:
    """Triggers that are not there, switched off, or not as this release makes them."""
    with connection.cursor() as cursor:
        states = log_triggers.enabled(cursor)
        for name in log_triggers.TRIGGERS:
            if states.get(name) != log_triggers.ALWAYS:
                yield f"The trigger {name} of the log is {'switched off' if name in states else 'missing'}."
        cursor.execute(
            "SELECT c.relname, t.tgname, t.tgenabled FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE c.relnamespace = current_schema()::regnamespace AND t.tgname = ANY(%s)",
            [[table_triggers.TRIGGER, table_triggers.TAKE_IN_TRIGGER, truncation.TRIGGER]],
        )
        states = {(table, name): state for table, name, state in cursor.fetchall()}
        wanted = [(one.model, table_triggers.TRIGGER) for one in site().WATCHED]
        wanted += [(label, table_triggers.TAKE_IN_TRIGGER) for label in table_triggers.TAKEN_IN]
        wanted += [(label, truncation.TRIGGER) for label in truncation.tables()]
        for label, name in wanted:
            if states.get((table_triggers.model_of(label)._meta.db_table, name)) not in ("O", "A"):
                yield f"Changes of {label} are not noted: its trigger {name} is missing or switched off."
        sources = {
            **log_triggers.FUNCTIONS,
            table_triggers.FUNCTION: table_triggers.NOTE,
            table_triggers.TAKE_IN_FUNCTION: table_triggers.TAKE_IN,
        }
        sources[truncation.FUNCTION] = truncation.NOTE
        cursor.execute(
            "SELECT proname, prosrc, proconfig FROM pg_proc WHERE pronamespace = current_schema()::regnamespace "
            "AND proname = ANY(%s)",
            [list(sources)],
        )
        there = {name: (source, settings) for name, source, settings in cursor.fetchall()}
        for name, source in sources.items():
            body, settings = there.get(name, ("", None))
            if body != source.split("$$")[1] or not settings:
                yield f"The function {name} is not the one of this release: was manage.py migrate run?"
