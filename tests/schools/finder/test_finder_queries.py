"""The finder's page runs at most fifteen queries for any question."""

from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from schools.finder import misses

pytestmark = pytest.mark.django_db

TEXTS = ["", "technology", "qwertyuiop", "luskinberg high school", "secundaria cerca de zanzibar"]
FAMILIES = [
    "unifrom trapeze in hollywod",
    "figueroa and 9th",
    "tennenbaum",
    "soccer and IEP near Atlantis Hights",
    "unifrom",
]
PLACES = ["", "90044", "Atlantis Hights", "wats", "10001", "34.03,-118.28"]
REST = [{}, {"within": "1", "level": "high", "grade": "9", "area": "Watts", "program": "x", "closed": "on"}]


@pytest.mark.parametrize("path", ["/schools/", "/schools/results.json"])
def test_no_question_takes_more_than_fifteen(client, monkeypatch, path):
    client.get(path)  # queries that a process runs once
    many = {}
    for text, place, rest in (
        *product(TEXTS, PLACES, REST),
        *product(FAMILIES, ["", "wats"], REST),
        *product([""], FAMILIES, REST),
    ):
        monkeypatch.setattr(misses, "_last", -misses.SECONDS_BETWEEN)
        with CaptureQueriesContext(connection) as captured:
            client.get(path, {"q": text, "near": place, **rest})
        # A test runs in a transaction, so a transaction inside it is a savepoint.
        statements = [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]
        many[text, place, bool(rest)] = len(statements)
    assert max(many.values()) <= 15, {question: number for question, number in many.items() if number > 15}
