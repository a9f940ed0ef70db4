"""The files of open data defuse formulas (`toolkit.csv_cells`), and leave numbers alone."""

import pytest

from tests.factories import SchoolFactory
from tests.schools.open_data.files import row, rows, schools
from toolkit.csv_cells import read

pytestmark = pytest.mark.django_db


def test_a_name_that_a_spreadsheet_would_run_gets_an_apostrophe(client):
    name = '=HYPERLINK("https://example.org","x")'
    SchoolFactory(slug="formula", name=name)
    cell = row(client, "formula")["name"]
    assert cell == f"'{name}"
    assert read(cell) == name
    assert schools(client)["formula"]["name"] == name


def test_numbers_stay_numbers(client):
    for one in rows(client):
        assert float(one["longitude"]) < -100 < float(one["latitude"])
    results = rows(client, "/data/results.csv")
    assert all(float(one["value"]) >= (-500 if one["unit"] == "points" else 0) for one in results if one["value"])
    # absences at Smidt in 2023-24, which the state does not publish
    assert sum(not one["value"] for one in results) == 1
