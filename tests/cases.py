"""Tables of cases, which are CSV files beside their tests."""

import csv
from pathlib import Path


def cases(test: str, name: str) -> list[dict[str, str]]:
    """The rows of the table `name` beside the module of the path `test`."""
    with open(Path(test).with_name(f"{name}.csv"), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def fields(text: str) -> dict[str, str]:
    """What a cell like “zip=90002;area=Watts” says."""
    return dict(pair.split("=", 1) for pair in text.split(";") if pair)
