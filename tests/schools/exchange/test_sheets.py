"""No file causes data loss; a file or a cell that cannot be read is a problem that says why."""

import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schools.exchange import sheets
from schools.exchange.sheets import SheetError
from schools.listing.columns import IN_FILE
from schools.models import NextSchool, School
from schools.register import history
from tests.cases import fields, named_cases
from tests.factories import reread
from tests.hostile.files import LAUGHS, archive

from .files import as_csv, changes, imported, locked, ours, plan, school, state, table, workbook

pytestmark = pytest.mark.django_db
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def entities() -> bytes:
    """A workbook whose sheet expands from a few bytes to millions."""
    with zipfile.ZipFile(io.BytesIO(workbook([["uid", "name"], ["", "x"]]))) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    sheets_of_book = {name: LAUGHS.encode() for name in parts if name.startswith("xl/worksheets/")}
    return archive(**parts | sheets_of_book)


HOSTILE = {
    "nothing": (b"", "empty"),
    "blank": (b"\n , ,\n", "empty"),
    "too large": (b"x" * (sheets.LIMITS.size + 1), "larger than 20 MB"),
    "too many rows": (b"uid,name\n" + b",x\n" * sheets.LIMITS.rows, "more than 50000 rows"),
    "too many columns": (b"uid,name" + b",x" * 300, "more than 200 columns"),
    "one huge cell": (b"uid,name\n," + b"x" * 200_000, "quotation mark|characters"),
    "a line without a delimiter": (b"x" * 900_000, "cannot be read"),
    "an open quotation mark": (b'uid,name\n,"Alliance\n' + b"x,y\n" * 10, "quotation mark"),
    "zip bomb": (archive(**{"xl/workbook.xml": b"", "xl/big.xml": b" " * (sheets.LIMITS.unpacked + 1)}), "unpacked"),
    "entities": (entities(), "damaged"),
    "an archive": (archive(photo=b"x"), "an archive"),
    "half a workbook": (workbook([["uid", "name"]] * 99)[:2000], "damaged or incomplete"),
    "a locked archive": (locked(archive(**{"xl/workbook.xml": b"<workbook/>"})), "encrypted"),
    "an encrypted workbook": (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    "an old workbook": (OLE + b"Workbook", "old Excel"),
    "PDF": (b"%PDF-1.7 ...", "PDF"),
    "a picture": (b"\x89PNG\r\n\x1a\n", "PNG"),
    "a web page": (b"<!DOCTYPE html><table><tr><td>uid</td></tr></table>", "web page"),
    "bytes": (bytes(range(256)), "neither text nor"),
    "other columns": (b"a,b\n1,2\n", "No row has column names that we know, such as “uid”"),
    "no status": (state(drop=["StatusType"]), "This file has CDSCode and School, but lacks StatusType."),
    "no code": (state(drop=["CDSCode"]), "This file has School and StatusType, but lacks CDSCode."),
    "only a code": (state(drop=["School", "StatusType"]), "has CDSCode, but lacks School and StatusType."),
    "the list for people": (",".join(str(label) for label, _value in IN_FILE.values()).encode(), "to edit and import"),
    "no identity": (b"name,slug,phone\na,b,c\n", "has name, slug and phone, but lacks uid or cds_codes"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_an_unreadable_file_says_why(kind):
    data, why = HOSTILE[kind]
    with pytest.raises(SheetError, match=why):
        plan(data)


@settings(max_examples=100, deadline=None)
@given(data=st.binary(max_size=400), kind=st.sampled_from([b"", b"PK\x03\x04", b"uid,name\n", OLE, b"\xff\xfe"]))
def test_any_bytes_are_read_or_refused(data, kind):
    with suppress(SheetError):
        sheet = sheets.read("any", kind + data)
        assert all(isinstance(cell, str) for row in sheet.rows for cell in row.cells)


def test_part_of_a_file_changes_nothing():
    """A truncated table is still a table; schools missing from it stay unchanged."""
    text = as_csv()
    for part in (0.3, 0.6, 0.99):
        with suppress(SheetError):
            found = plan(text[: int(len(text) * part)])
            assert found.problems or not found.items


def test_what_a_workbook_escapes_and_no_database_can_hold_is_left_out():
    rows = sheets.read("a.xlsx", workbook([["name_xd83d_"], ["A_x0000_B_x000d_C_x005f_x_"]])).rows
    assert [row.cells for row in rows] == [["name"], ["AB\rC_x_"]]


def test_a_quotation_mark_in_a_file_with_tabs_is_text():
    data = state().replace(b"Alliance Dr. Olga Mohan High", b'Alliance "Olga Mohan High')
    assert [item.differences[0].after for item in plan(data).items] == ['Alliance "Olga Mohan High']


def test_lines_before_the_header_and_totals_after_the_rows_are_no_schools():
    lines = [b"Schools of the network", b"As of today,,", b"", *ours("burton-tech", phone="").splitlines()]
    found = plan(b"\r\n".join([*lines, b"Total,30"]))
    assert len(found.items) == 1
    assert [one["row"] for one in found.ignored] == [len(lines) + 1]
    assert not found.problems


def test_a_bad_cell_is_one_problem_by_row_and_column():
    burton = School.objects.filter(slug="burton-tech")
    for one in named_cases(__file__, "cells.csv"):
        data = ours("burton-tech", schools=burton, **{"phone": "(213) 555-0199", one["column"]: one["cell"]})
        [problem] = plan(data).problems
        assert (problem.row, problem.column) == (2, one["column"])
        assert one["why"] in problem.text, one


def test_a_bad_cell_or_row_beside_good_ones_is_one_problem():
    uid = ours().decode().splitlines()[1].split(",")[0]
    [problem] = plan(workbook([["uid", "phone"], [uid, "=A1"]])).problems
    assert (problem.row, problem.column, "formula" in problem.text) == (2, "phone", True)
    found = plan(table([["uid", "name", "no_such_column"], ["", "", "Somebody"]]))
    assert (found.problems[0].row, found.problems[0].column) == (1, "no_such_column")
    rows = ours().decode().splitlines()
    twice = plan("\n".join([*rows, rows[1]]).encode())
    assert [problem.text for problem in twice.problems] == ["Row 2 is for the same school."]


def test_each_problem_of_a_row_is_found_once():
    burton = School.objects.filter(slug="burton-tech")
    for case in named_cases(__file__, "rows.csv"):
        row = fields(case["cells"])
        is_whole = case["file"] == "a row"
        data = table([list(row), list(row.values())]) if is_whole else ours("burton-tech", schools=burton, **row)
        assert sorted(one.column for one in plan(data).problems) == case["columns"].split(), case


def test_a_file_changes_and_orders_next_schools():
    middle = School.objects.filter(level="middle", closed=None).first()
    first, second = School.objects.filter(level="high", closed=None).exclude(slug="burton-tech")[:2]
    middle.next_schools = [NextSchool(high_school=first, sort_order=0), NextSchool(high_school=second, sort_order=1)]
    middle.save()

    def following() -> list[str]:
        return [link.high_school.slug for link in reread(middle).next_schools.all()]

    data = ours(middle.slug, next_schools=f"burton-tech | {first.slug}")
    names = (f"{first.name}, {second.name}", f"{school().name}, {first.name}")
    assert changes(plan(data)) == {middle.name: {"next_schools": names}}
    imported(data)
    assert following() == ["burton-tech", first.slug]
    assert [one.label for one in history.steps(middle)[0].differences] == ["Next schools"]
    assert plan(data).items == []
    imported(ours(middle.slug, next_schools=""))
    assert following() == []
    [problem] = plan(ours(middle.slug, next_schools="kory-hunter")).problems
    assert problem.text == "kory-hunter: Choose a high school."
