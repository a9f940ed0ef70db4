"""Long tables of cases, which are CSV files beside their tests."""

import csv
from pathlib import Path


def rows(test: str, table: str) -> list[list[str]]:
    """Return the cells of each row of the file `table` beside the file of a test, without its header."""
    with Path(test).with_name(table).open(encoding="utf-8", newline="") as file:
        _header, *cells = csv.reader(file)
    return cells
