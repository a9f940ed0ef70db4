"""10,000 schools as files: exported, previewed as an import, applied, and undone."""

import csv
import io
import os
import resource
import time
from collections.abc import Callable
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from django.db import connection, transaction

from quality import synthetic_schools
from quality.bench.report import say, within
from schools.exchange import export, sheets
from schools.exchange.apply import apply
from schools.exchange.models import ImportBatch
from schools.exchange.plan import make
from schools.exchange.undo import undo

MANY = 10_000
EXPORT, PREVIEW, MEMORY = 10, 60, 900  # seconds, seconds, MB; an editor waits for the export
APPLY, QUERIES = 30, 45  # milliseconds and queries a school; 10,000 in five minutes, if nothing else runs
BOTH = {"phone": lambda row: "(213) 555-0142", "street": lambda row: row["street"].replace("Synthetic", "Imaginary")}


def run() -> bool:
    """Print times, queries, and memory; return whether they are within the limits."""
    say(f"\nExport and import, {MANY:,} made-up schools")
    with synthetic_schools.added(MANY):
        table, table_took, _used = timed(lambda: b"".join(export.as_csv(synthetic_schools.schools())))
        workbook, workbook_took, _used = timed(lambda: export.as_xlsx(synthetic_schools.schools()))
        results = [within("export, CSV", table_took, EXPORT, "s"), within("export, XLSX", workbook_took, EXPORT, "s")]
        for what, name, data in (
            ("preview, CSV, nothing changed", "schools.csv", table),
            ("preview, XLSX, nothing changed", "schools.xlsx", workbook),
            ("preview, CSV, phone and address", "schools.csv", changed(table, **BOTH)),
        ):
            _plan, took, _used = timed(lambda name=name, data=data: make(sheets.read(name, data)))
            results.append(within(what, took, PREVIEW, "s"))
        results += applied("phone", MANY, changed(table, phone=BOTH["phone"]))
        results += applied("phone and address", MANY // 10, changed(table, MANY // 10, **BOTH))
        results += applied("phone and address", MANY, changed(table, **BOTH))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return all([*results, within("memory", memory, MEMORY, "MB")])


def applied(what: str, number: int, data: bytes) -> list[bool]:
    """Apply a file of `number` schools and undo that, all in a transaction that is rolled back.

    The limit is for time of processor, because it is the same on a machine that does other things.
    """
    say(f"\nImport, {what}, {number:,} schools")
    with transaction.atomic():
        batch = ImportBatch(name="schools.csv", sha256=sheets.digest(data))
        batch.data = data
        batch.save()
        with queries() as count:
            plan, took, used = timed(lambda: apply(batch, reason="Measured."))
        if len(plan.items) != number:
            raise RuntimeError(f"{len(plan.items)} of {number} schools, {plan.problems[:3]}")
        asked = count[0] / number
        _undoing, undo_took, undo_used = timed(lambda: undo(batch))
        transaction.set_rollback(True)
    say(f"  {'undo':<34} {1000 * undo_used / number:10.1f} ms of processor a school, {undo_took:.0f} s in all")
    say(f"  {'apply':<34} {took:10.1f} s in all")
    return [
        within("apply, processor", 1000 * used / number, APPLY, "ms a school"),
        within("queries", asked, QUERIES, "a school"),
    ]


def changed(table: bytes, number: int | None = None, **columns: Callable[[dict], str]) -> bytes:
    """Return the first `number` rows of `table`, without versions, with other values in `columns`."""
    out = io.StringIO(newline="")
    rows = csv.DictReader(io.StringIO(table.decode("utf-8-sig"), newline=""))
    names = [name for name in rows.fieldnames if name != "version"]
    writer = csv.DictWriter(out, names, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(row | {name: value(row) for name, value in columns.items()} for row in islice(rows, number))
    return out.getvalue().encode()


@contextmanager
def queries():
    """Yield a list of the number of statements sent inside."""
    count = [0]

    def counted(execute, *args):
        count[0] += 1
        return execute(*args)

    with connection.execute_wrapper(counted):
        yield count


def timed(do: Callable) -> tuple:
    """Return the result of `do()`, the seconds it took, and those of processor it used."""
    start, used = time.perf_counter(), processor()
    result = do()
    return result, time.perf_counter() - start, processor() - used


def processor() -> float:
    """Return the seconds of processor used so far by this process and by the database's process for it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return time.process_time() + (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
