"""10,000 schools as files: exported, and previewed as an import."""

import resource
import time
from collections.abc import Callable

from quality import synthetic_schools
from quality.bench.report import say, within
from schools.exchange import export, sheets
from schools.exchange.plan import make

MANY = 10_000
EXPORT, PREVIEW, MEMORY = 10, 60, 500  # seconds, seconds, MB; an editor waits for the export


def run() -> bool:
    """Print times and memory; return whether they are within the limits."""
    say(f"\nExport and preview of an import, {MANY:,} made-up schools")
    with synthetic_schools.added(MANY):
        table, table_took = timed(lambda: b"".join(export.as_csv()))
        workbook, workbook_took = timed(export.as_xlsx)
        results = [within("export, CSV", table_took, EXPORT, "s"), within("export, XLSX", workbook_took, EXPORT, "s")]
        for what, name, data in (
            ("preview, CSV, nothing changed", "schools.csv", table),
            ("preview, XLSX, nothing changed", "schools.xlsx", workbook),
            ("preview, CSV, every address", "schools.csv", table.replace(b"Synthetic Avenue", b"Imaginary Avenue")),
        ):
            _plan, took = timed(lambda name=name, data=data: make(sheets.read(name, data)))
            results.append(within(what, took, PREVIEW, "s"))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return all([*results, within("memory", memory, MEMORY, "MB")])


def timed(do: Callable) -> tuple:
    start = time.perf_counter()
    return do(), time.perf_counter() - start
