"""Families find the school they mean with what they really type: the table `relevance.csv`, from the register."""

import csv
from pathlib import Path

import pytest

from tests.schools.finder.questions import ask, slugs

TABLE = Path(__file__).with_name("relevance.csv")
FIRST = 0.95


@pytest.mark.django_db
def test_the_school_meant_comes_first():
    with open(TABLE, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) >= 120
    not_first, missed = [], []
    for row in rows:
        expected = set(row["expected"].split())
        found = slugs(ask(q=row["q"], near=row["near"]), 3)
        if not expected & set(found[:1]):
            not_first.append((row["q"] or row["near"], row["expected"], found))
        if not expected & set(found):
            missed.append((row["q"] or row["near"], row["expected"], found))
    assert not missed
    assert len(rows) - len(not_first) >= FIRST * len(rows), not_first
