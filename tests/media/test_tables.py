"""A list of redirects has the same limits as CSV and as a workbook."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from media.uploads.checks import check_table
from tests.schools.exchange.files import table, workbook


def check(kind: str, rows: list) -> None:
    content = {"csv": table, "xlsx": workbook}[kind](rows)
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
