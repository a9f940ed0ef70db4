"""In CSV, texts of several lines stay as they are, and a formula after any separator is defused."""

import csv
import io
import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.csv_cells import RISKY, defuse, lines, read

LINES = ["Line 1\r\nLine 2", "One paragraph.\n\nAnother one.", "a\r\n\r\nb\r\n", "Name\t\tPhone", "a;\n;b", "a\n"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'=", "''@"])
def test_a_formula_gets_an_apostrophe_in_front(start):
    text = f'{start}HYPERLINK("https://example.org","x")'
    assert defuse(text) == f"'{text}"
    assert read(f"'{text}") == text


@pytest.mark.parametrize("text", [*LINES, "O'Donovan", "'quoted'", "1 - 2", "a=b", ""])
def test_other_texts_get_no_apostrophe(text):
    assert defuse(text) == read(text) == text


def test_a_formula_after_any_separator_gets_one_apostrophe():
    for separator, sign in product((";", "\t", "\n", "\r", "\r\n", "\n\n", ";\t", ";\r\n"), "=+-@＝＋－＠"):
        assert defuse(f"a{separator}{sign}1") == f"a{separator}'{sign}1"
        assert defuse(f'a{separator}"{sign}1') == f"a{separator}'\"{sign}1"


def test_a_text_comes_back_from_a_spreadsheet_that_writes_other_line_breaks():
    text = "Line 1\r\nLine 2\r\n\r\n=1"
    assert read(defuse(text).replace("\r\n", "\n")) == text.replace("\r\n", "\n")


@given(st.text(st.sampled_from("'=-@＝\t\r\n a;\",")))
def test_every_text_comes_back_from_a_file_and_none_begins_a_formula(text):
    ((cell, _end),) = csv.reader(io.StringIO(b"".join(lines([[text, "end"]])).decode(), newline=""))
    assert read(cell) == text  # so no two texts look the same
    assert not re.match(f"[{RISKY}]", cell)
    _first, *others = re.split("[;\t\r\n]", cell)
    assert not [other for other in others if re.match('"*[=@＝-]', other)]
