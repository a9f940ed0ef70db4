"""10,000 schools as files: exported, previewed, imported as changes and as new schools, and undone."""

import csv
import io
import time
from collections.abc import Callable

from django.db import connection, transaction

from quality import synthetic_schools
from quality.bench.cost import measured
from quality.output import say
from schools.exchange import export, sheets
from schools.exchange.apply import apply
from schools.exchange.models import ImportBatch
from schools.exchange.plan import make
from schools.exchange.undo import undo

MANY = 10_000
EXPORT, PREVIEW, APPLY = 10, 60, 300  # seconds for all; an editor waits for the export. Applying: 30 ms a school
QUERIES, MEMORY = 10, 900  # queries a school; MB
EVERY = 30  # seconds between lines of progress
BOTH = {"phone": lambda row: "(213) 555-0142", "street": lambda row: row["street"].replace("Synthetic", "Imaginary")}
NEW = dict.fromkeys(("uid", "former_names"), lambda row: "")
WIDTHS = (34, 10, 10, 13, 12, 13, 10, 8)
HEAD = ("", "clock, s", "site, s", "database, s", "at most, s", "ms a school", "queries", "MB")


def run() -> bool:
    """Print what each step takes; return whether all are within the limits.

    The limit is for time of processor, of the site and its database together, because it is the same on a machine that
    does other things.
    """
    say(f"\nExport and import, {MANY:,} made-up schools\n{_line(HEAD)}")
    with synthetic_schools.added(MANY):
        table, *results = _step("export, CSV", EXPORT, lambda: b"".join(export.as_csv(own())))
        workbook, *more = _step("export, XLSX", EXPORT, lambda: export.as_xlsx(own()))
        results += more
        for what, name, data in (
            ("preview, CSV, nothing changed", "schools.csv", table),
            ("preview, XLSX, nothing changed", "schools.xlsx", workbook),
        ):
            _plan, *more = _step(what, PREVIEW, lambda name=name, data=data: make(sheets.read(name, data)))
            results += more
        results += imported("phone and address", _changed(table, **BOTH))
    results += imported("new schools", _changed(table, **NEW))
    return all(results)


def own():
    return synthetic_schools.schools().select_related("campus")


def imported(what: str, data: bytes) -> list[bool]:
    """Preview, import, and undo a file, all in a transaction that is rolled back.

    What the database does when a transaction ends, such as checking foreign keys, counts, too.
    """
    plan, *results = _step(f"preview, {what}", PREVIEW, lambda: make(sheets.read("schools.csv", data)))
    if len(plan.items) != MANY or plan.problems:
        raise RuntimeError(f"{len(plan.items)} of {MANY} schools, {plan.problems[:3]}")
    with transaction.atomic():
        batch = ImportBatch(name="schools.csv", sha256=sheets.digest(data))
        batch.data = data
        batch.save()
        steps = {
            "apply": lambda: apply(batch, reason="Measured.", progress=_progress("apply")),
            "undo": lambda: undo(batch, progress=_progress("undo")),
        }
        for name, do in steps.items():
            _result, *more = _step(f"{name}, {what}", APPLY, lambda do=do: (do(), connection.check_constraints()))
            results += more
        transaction.set_rollback(True)
    return results


def _step(what: str, limit: float, do: Callable) -> tuple:
    """Measure `do`, print its line of the table, and return its result and whether it is within the limits."""
    result, cost = measured(do)
    each = 1000 * cost.processor / MANY
    numbers = (cost.clock, cost.site, cost.database, limit, each, cost.queries / MANY, cost.memory)
    over = [
        name
        for name, value, most in (
            ("time", cost.processor, limit),
            ("queries", cost.queries / MANY, QUERIES),
            ("memory", cost.memory, MEMORY),
        )
        if value > most
    ]
    say(f"{_line((what, *numbers))}  {'OVER: ' + ', '.join(over) if over else 'ok'}")
    return result, not over


def _line(cells: tuple) -> str:
    texts = (cell if isinstance(cell, str) else f"{cell:.1f}" for cell in cells)
    first, *rest = (text.rjust(width) for text, width in zip(texts, WIDTHS, strict=True))
    return f"  {first.strip():<{WIDTHS[0]}}{''.join(rest)}"


def _progress(what: str) -> Callable[[int, int], None]:
    """Return a function that prints how far a step is, from time to time."""
    started = told = time.monotonic()

    def tell(done: int, total: int) -> None:
        nonlocal told
        if time.monotonic() - told > EVERY:
            told = time.monotonic()
            say(f"    {what}: {done:,} of {total:,} after {told - started:.0f} s")

    return tell


def _changed(table: bytes, **columns: Callable[[dict], str]) -> bytes:
    """Return `table`, without versions, with other values in `columns`."""
    out = io.StringIO(newline="")
    rows = csv.DictReader(io.StringIO(table.decode("utf-8-sig"), newline=""))
    names = [name for name in rows.fieldnames if name != "version"]
    writer = csv.DictWriter(out, names, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(row | {name: value(row) for name, value in columns.items()} for row in rows)
    return out.getvalue().encode()
