"""10,000 schools as files: exported, previewed, imported as changes and as new schools, and undone.

The limit is for time of processor, of the site and its database together, because it is the same on a machine that
does other things.
"""

import csv
import io
from collections.abc import Callable

from django.db import connection, transaction

from quality import synthetic_schools
from quality.bench.cost import measured
from quality.output import say
from schools.changes.engine import apply
from schools.changes.undo import undo
from schools.exchange import export, sheets, uploads
from schools.exchange.plan import make

MANY = 10_000
EXPORT, PREVIEW, APPLY = 10, 60, 300  # seconds for all; an editor waits for the export. Applying: 30 ms a school
QUERIES, MEMORY = 10, 900  # queries a school; MB
BOTH = {"phone": lambda row: "(213) 555-0142", "street": lambda row: row["street"].replace("Synthetic", "Imaginary")}
NEW = dict.fromkeys(("uid", "former_names"), lambda row: "")


def run() -> bool:
    """Print what each step takes; return whether all are within the limits."""
    say(f"\nExport and import, {MANY:,} made-up schools")
    steps = Steps()
    with synthetic_schools.added(MANY):
        table = steps.take("export, CSV", EXPORT, lambda: b"".join(export.as_csv(own())))
        workbook = steps.take("export, XLSX", EXPORT, lambda: export.as_xlsx(own()))
        for name, data in (("schools.csv", table), ("schools.xlsx", workbook)):
            steps.preview(f"{name}, nothing changed", name, data)
        imported(steps, "phone and address", _changed(table, **BOTH))
    imported(steps, "new schools", _changed(table, **NEW))
    return not steps.over


class Steps:
    """Takes steps, prints what each costs, and keeps what is over a limit in `over`."""

    over = False

    def take(self, what: str, limit: float, do: Callable):
        """Return the result of `do`."""
        result, cost = measured(do)
        limits = ((cost.processor, limit), (cost.queries / MANY, QUERIES), (cost.memory, MEMORY))
        is_over = any(value > most for value, most in limits)
        self.over |= is_over
        say(f"  {what:<34} {cost}, {cost.each(MANY)}; at most {limit} s: {'OVER' if is_over else 'ok'}")
        return result

    def preview(self, what: str, name: str, data: bytes):
        return self.take(f"preview, {what}", PREVIEW, lambda: make(sheets.read(name, data)))


def own():
    return synthetic_schools.schools().select_related("campus")


def imported(steps: Steps, what: str, data: bytes) -> None:
    """Preview, import, and undo a file, all in a transaction that is rolled back.

    What the database does when a transaction ends, such as checking foreign keys, counts, too.
    """
    plan = steps.preview(what, "schools.csv", data)
    if len(plan.items) != MANY or plan.problems:
        raise RuntimeError(f"{len(plan.items)} of {MANY} schools, {plan.problems[:3]}")
    with transaction.atomic():
        change_set = uploads.stored("schools.csv", data)
        for name, do in (("apply", lambda: apply(change_set, reason="Measured.")), ("undo", lambda: undo(change_set))):
            steps.take(f"{name}, {what}", APPLY, lambda do=do: (do(), connection.check_constraints()))
        transaction.set_rollback(True)


def _changed(table: bytes, **columns: Callable[[dict], str]) -> bytes:
    """Return `table`, without versions, with other values in `columns`."""
    out = io.StringIO(newline="")
    rows = csv.DictReader(io.StringIO(table.decode("utf-8-sig"), newline=""))
    writer = csv.DictWriter(out, [name for name in rows.fieldnames if name != "version"], extrasaction="ignore")
    writer.writeheader()
    writer.writerows(row | {name: value(row) for name, value in columns.items()} for row in rows)
    return out.getvalue().encode()
