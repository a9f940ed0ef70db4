"""10,000 schools as files: exported, and looked at (our layout as CSV and as workbook, unchanged and with a change in
each row)."""

import resource
import sys
import time
from collections.abc import Callable

from quality import synthetic_schools
from schools.exchange import export, sheets
from schools.exchange.plan import make

MANY = 10_000
SECONDS, MEGABYTES = 60, 500
EXPORT = 10  # seconds: the editor waits for it, and its server is given thirty


def run() -> bool:
    """Prints time and memory of each; answers whether the bounds were kept."""
    synthetic_schools.remove()
    synthetic_schools.add(MANY)
    try:
        kept = all([*_exports(), *_dry_runs()])
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    finally:
        synthetic_schools.remove()
    kept = kept and memory <= MEGABYTES
    _say(f"  most memory {memory:.0f} MB, bounds {SECONDS} s and {MEGABYTES} MB: {'kept' if kept else 'OVER'}")
    return kept


def _exports() -> list[bool]:
    _say(f"\nExport of the register, {MANY:,} made-up schools; bound {EXPORT} s")
    found = []
    for what, make_file in {"CSV": lambda: b"".join(export.as_csv()), "XLSX": export.as_xlsx}.items():
        data, took = _timed(make_file)
        _say(f"  {what:<22} {len(data) / 1e6:5.1f} MB {took:6.1f} s")
        found.append(took <= EXPORT)
    return found


def _dry_runs() -> list[bool]:
    _say(f"\nDry run of an import, {MANY:,} made-up schools; bound {SECONDS} s")
    table = b"".join(export.as_csv())
    files = {
        "CSV, nothing changed": ("schools.csv", table),
        "XLSX, nothing changed": ("schools.xlsx", export.as_xlsx()),
        "CSV, every address": ("schools.csv", table.replace(b"Synthetic Avenue", b"Imaginary Avenue")),
    }
    found = []
    for what, (name, data) in files.items():
        plan, took = _timed(lambda name=name, data=data: make(sheets.read(name, data)))
        _say(f"  {what:<22} {len(data) / 1e6:5.1f} MB {took:6.1f} s  {plan.counts['changed']:,} changed")
        found.append(took <= SECONDS)
    return found


def _timed(do: Callable) -> tuple:
    start = time.perf_counter()
    return do(), time.perf_counter() - start


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
