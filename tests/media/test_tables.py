"""A list of redirects has the same limits as CSV and as a workbook."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from media.uploads.checks import check_table
from tests.schools.exchange.files import table, workbook


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_list_has_two_hundred_redirects_and_a_header_and_no_more(kind):
    def check(rows: list) -> None:
        check_table(SimpleUploadedFile(f"a.{kind}", {"csv": table, "xlsx": workbook}[kind](rows)))

    check([["a"] * 20] * 201)
    for rows, said in (
        ([["/a", "/b"]] * 202, "more than 201 rows"),
        ([["a"] * 21], "Row 1 has more than 20 columns"),
        ([["/a", "/b"], ["a" * 2_001, "b"]], "A cell in row 2 has more than 2000 characters"),
    ):
        with pytest.raises(ValidationError, match=said):
            check(rows)
