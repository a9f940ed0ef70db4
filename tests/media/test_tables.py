"""A list of redirects has the same limits as CSV and as a workbook."""

import csv
from io import BytesIO, StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from media.uploads.checks import check_table


def as_csv(rows: list) -> bytes:
    text = StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def as_workbook(rows: list) -> bytes:
    book, content = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(content)
    return content.getvalue()


def check(kind: str, rows: list) -> None:
    content = {"csv": as_csv, "xlsx": as_workbook}[kind](rows)
    check_table(SimpleUploadedFile(f"a.{kind}", content))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("columns", [2, 20])
def test_a_list_has_two_hundred_redirects_and_a_header(kind, columns):
    check(kind, [["a"] * columns] * 201)


TOO_MUCH = {
    "rows": ([["/a", "/b"]] * 202, "more than 201 rows"),
    "columns": ([["a"] * 21], "Row 1 has more than 20 columns"),
    "text": ([["/a", "/b"], ["a" * 2_001, "b"]], "A cell in row 2 has more than 2000 characters"),
}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("what", TOO_MUCH)
def test_a_longer_or_wider_list_is_refused_with_its_limit(kind, what):
    rows, said = TOO_MUCH[what]
    with pytest.raises(ValidationError, match=said):
        check(kind, rows)
