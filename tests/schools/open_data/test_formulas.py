"""Text that a spreadsheet would run as a formula is defused in CSV, and programs can restore it."""

import re
from itertools import product

import pytest

from tests.factories import SchoolFactory
from tests.schools.open_data.files import row, rows, schools
from toolkit.csv_cells import defuse, read

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'=", "''@"])
def test_a_name_that_a_spreadsheet_would_run_has_an_apostrophe_in_front_and_comes_back(client, start):
    name = f'{start}HYPERLINK("https://example.org","x")'
    SchoolFactory(slug="formula", name=name)
    cell = row(client, "formula")["name"]
    assert cell == f"'{name}"
    assert read(cell) == name
    assert schools(client)["formula"]["name"] == name


@pytest.mark.parametrize("name", ["O'Donovan", "'quoted'", "1 - 2", "a=b", ""])
def test_other_text_is_left_as_it_is(name):
    assert defuse(name) == read(name) == name


def test_every_text_comes_back_and_no_two_look_the_same():
    texts = ["".join(letters) for length in range(5) for letters in product("'=-@\t\ra ", repeat=length)]
    cells = [defuse(text) for text in texts]
    assert [read(cell) for cell in cells] == texts
    assert len(set(cells)) == len(texts)
    assert not any(re.match("[=@\t\r-]", cell) for cell in cells)


def test_numbers_stay_numbers(client):
    for one in rows(client):
        assert float(one["longitude"]) < -100 < float(one["latitude"])
    results = rows(client, "/data/results.csv")
    assert all(float(one["value"]) >= (-500 if one["unit"] == "points" else 0) for one in results if one["value"])
    assert (
        sum(not one["value"] for one in results) == 1
    )  # absences at Smidt in 2023-24, which the state does not publish
