"""Tables of cases, beside the tests that read them."""

import csv
from pathlib import Path


def cases(test: str, name: str) -> list[tuple[str, ...]]:
    """The rows of the table `name` beside the file `test`, without its header."""
    with (Path(test).parent / name).open(encoding="utf-8", newline="") as table:
        return [tuple(row) for row in csv.reader(table)][1:]
