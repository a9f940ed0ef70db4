"""Tables of cases beside their tests: CSV files, in which a cell may hold the fields of a form (`name=value; …`)."""

import csv
from pathlib import Path


def cases(test: str, name: str) -> list[list[str]]:
    """The rows of the file `name` beside the module `test`, without their heading."""
    with (Path(test).parent / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


def fields(text: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in text.split("; ") if part)
