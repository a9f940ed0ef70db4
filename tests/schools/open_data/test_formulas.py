"""Text that a spreadsheet would run as a formula is defused in CSV, and programs can restore it."""

import csv
import io
import re
from itertools import product

import pytest

from tests.factories import SchoolFactory
from tests.schools.open_data.files import row, rows, schools
from toolkit.csv_cells import defuse, lines, read

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
    texts = ["".join(letters) for length in range(5) for letters in product("'=-@\t\ra ;\"", repeat=length)]
    cells = [defuse(text) for text in texts]
    assert [read(cell) for cell in cells] == texts
    assert len(set(cells)) == len(texts)
    assert not any(re.match("[=@\t\r-]", cell) for cell in cells)


@pytest.mark.parametrize(
    "text", ["x;=1+1", 'x;"=1+1"', "x\n=1+1", "x;y;@SUM(A1)", "=1;=2", "x\t-1", "x;'=1", 'a "b";=1']
)
@pytest.mark.parametrize("first", ["a", "", "a;b", '"'])
def test_no_cell_is_a_formula_where_lists_are_separated_by_semicolons(text, first):
    line = b"".join(lines([[first, text, "end"]])).decode()
    for delimiter in ";\t,":
        cells = [cell for row in csv.reader(io.StringIO(line, newline=""), delimiter=delimiter) for cell in row]
        assert not any(re.match("[=@\t\r-]", cell.lstrip('"')) for cell in cells), cells
        assert not any(re.match("[=@\t\r-]", cell.lstrip('"')) for row in line.splitlines() for cell in row.split(";"))
    (cells,) = csv.reader(io.StringIO(line, newline=""))
    assert [read(cell) for cell in cells] == [first, text, "end"]


def test_numbers_stay_numbers(client):
    for one in rows(client):
        assert float(one["longitude"]) < -100 < float(one["latitude"])
    results = rows(client, "/data/results.csv")
    assert all(float(one["value"]) >= (-500 if one["unit"] == "points" else 0) for one in results if one["value"])
    assert (
        sum(not one["value"] for one in results) == 1
    )  # absences at Smidt in 2023-24, which the state does not publish
