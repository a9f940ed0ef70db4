"""Tables of cases beside their tests: CSV files, in which a cell may hold the fields of a form (`name=value; …`)."""

import csv
from pathlib import Path


def named_cases(test: str, table: str) -> list[dict[str, str]]:
    """Return the rows of the file `table` beside the file of a test, by the names in its header.

    Raises ValueError if there are none, or one has more or fewer cells than the header, so that no case is lost.
    """
    with Path(test).with_name(table).open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = []
        for row in reader:
            if None in row or None in row.values():
                raise ValueError(f"{table}, line {reader.line_num}: not as many cells as the header has.")
            rows.append(row)
    if not rows:
        raise ValueError(f"{table} has no rows.")
    return rows


def cases(test: str, table: str) -> list[list[str]]:
    """Return the cells of each row of the file `table` beside the file of a test, without its header."""
    return [list(case.values()) for case in named_cases(test, table)]


def fields(text: str) -> dict[str, str]:
    """Return the fields in a cell like “zip=90002; area=Watts”."""
    return dict(part.lstrip().split("=", 1) for part in text.split(";") if part.strip())
