"""A dry run of 10,000 schools: our layout as CSV and as workbook, unchanged and with a change in each row."""

import resource
import sys
import time

from schools.exchange import export, sheets
from schools.exchange.plan import make
from schools.finder import synthetic

MANY = 10_000
SECONDS, MEGABYTES = 60, 500


def run() -> bool:
    """Prints time and memory of each; answers whether the bounds were kept."""
    synthetic.remove()
    synthetic.add(MANY)
    try:
        took = {what: _measure(what, *file) for what, file in _files().items()}
    finally:
        synthetic.remove()
    kept = all(took.values())
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    kept = kept and memory <= MEGABYTES
    _say(f"  most memory {memory:.0f} MB, bounds {SECONDS} s and {MEGABYTES} MB: {'kept' if kept else 'OVER'}")
    return kept


def _files() -> dict[str, tuple[str, bytes]]:
    _say(f"\nDry run of an import, {MANY:,} made-up schools")
    table = b"".join(export.as_csv())
    return {
        "CSV, nothing changed": ("schools.csv", table),
        "XLSX, nothing changed": ("schools.xlsx", export.as_xlsx()),
        "CSV, every address": ("schools.csv", table.replace(b"Synthetic Avenue", b"Imaginary Avenue")),
    }


def _measure(what: str, name: str, data: bytes) -> bool:
    start = time.perf_counter()
    counts = make(sheets.read(name, data)).counts
    took = time.perf_counter() - start
    _say(f"  {what:<22} {len(data) / 1e6:5.1f} MB {took:6.1f} s  {counts['changed']:,} changed")
    return took <= SECONDS


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
