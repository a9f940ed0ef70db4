"""No file causes data loss, and unreadable files get a clear error."""

import io
import zipfile
from contextlib import suppress

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from schools.exchange import export, sheets
from schools.exchange.sheets import SheetError

from .files import TODAY, imported, ours, plan, register, table, workbook

pytestmark = pytest.mark.django_db
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name.replace("__", "/") + ".xml", content)
    return out.getvalue()


def locked() -> bytes:
    """A password-protected ZIP archive."""
    data = bytearray(archive(xl__workbook=b"<workbook/>"))
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        flags = data.index(mark) + (6 if mark == b"PK\x03\x04" else 8)
        data[flags] |= 1
    return bytes(data)


def entities() -> bytes:
    """A workbook whose sheet expands from a few bytes to millions."""
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
    )
    source = io.BytesIO(workbook([["uid", "name"], ["", "x"]]))
    out = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename.startswith("xl/worksheets/"):
                content = f"<?xml version='1.0'?>{bomb}]><worksheet>&j;</worksheet>".encode()
            new.writestr(part.filename, content)
    return out.getvalue()


HOSTILE = {
    "nothing": (b"", "empty"),
    "blank": (b"\n , ,\n", "empty"),
    "too large": (b"x" * (sheets.LIMITS.size + 1), "larger than 20 MB"),
    "too many rows": (b"uid,name\n" + b",x\n" * sheets.LIMITS.rows, "more than 50000 rows"),
    "too many columns": (b"uid,name" + b",x" * 300, "more than 200 columns"),
    "one huge cell": (b"uid,name\n," + b"x" * 200_000, "quotation mark|characters"),
    "a line without a delimiter": (b"x" * 900_000, "cannot be read"),
    "an open quotation mark": (b'uid,name\n,"Alliance\n' + b"x,y\n" * 10, "quotation mark"),
    "zip bomb": (archive(xl__workbook=b"<workbook/>", xl__big=b" " * (sheets.LIMITS.unpacked + 1)), "unpacked"),
    "entities": (entities(), "damaged"),
    "an archive": (archive(photo=b"x"), "an archive"),
    "half a workbook": (workbook([["uid", "name"]] * 99)[:2000], "damaged or incomplete"),
    "a locked archive": (locked(), "encrypted"),
    "an encrypted workbook": (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    "an old workbook": (OLE + b"Workbook", "old Excel"),
    "PDF": (b"%PDF-1.7 ...", "PDF"),
    "a picture": (b"\x89PNG\r\n\x1a\n", "PNG"),
    "a web page": (b"<!DOCTYPE html><table><tr><td>uid</td></tr></table>", "web page"),
    "bytes": (bytes(range(256)), "neither text nor"),
    "other columns": (b"a,b\n1,2\n", "No row has column names that we know, ours \\(uid, name"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_it_is_said_why(kind, tmp_path):
    data, why = HOSTILE[kind]
    with pytest.raises(SheetError, match=why):
        plan(data)
    file = tmp_path / "schools.csv"
    file.write_bytes(data)
    before = register()
    with pytest.raises(CommandError, match=why):
        call_command("import_schools", str(file))
    assert register() == before


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(CommandError, match="Cannot read"):
        call_command("import_schools", str(tmp_path / "none.csv"))


@settings(max_examples=100, deadline=None)
@given(data=st.binary(max_size=400), kind=st.sampled_from([b"", b"PK\x03\x04", b"uid,name\n", OLE, b"\xff\xfe"]))
def test_any_bytes_are_read_or_refused(data, kind):
    with suppress(SheetError):
        sheet = sheets.read("any", kind + data)
        assert all(isinstance(cell, str) for row in sheet.rows for cell in row.cells)


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.99])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_connection_that_broke_in_the_middle_loses_nothing(form, cut):
    """A truncated table is still a table; schools missing from it stay unchanged."""
    whole = b"".join(export.as_csv()) if form == "csv" else export.as_xlsx()
    before = register()
    with suppress(SheetError):
        found = plan(whole[: int(len(whole) * cut)])
        assert form == "csv"
        assert found.problems or not found.items
    assert register() == before


@pytest.mark.parametrize(
    ("column", "cell", "why"),
    [
        ("name", "", "cannot be empty"),
        ("name", "x" * 161, "160"),
        ("name", '=HYPERLINK("http://example.org")', "formula"),
        ("level", "elementary", "is not valid here. Use: high, middle."),
        ("lowest_grade", "K", "is not a whole number"),
        ("highest_grade", "8", "lowest grade"),
        ("opened", "31/12/2020", "is not a valid day"),
        ("opened", "soon", "is not a valid date"),
        ("closed", "1999-01-01", "before the opening"),
        ("zip", "9000", "ZIP"),
        ("latitude", "north", "degrees"),
        ("latitude", "95.5", "California"),
        ("longitude", "", "both numbers"),
        ("phone", "555-0100", "ten digits"),
        ("phone", "(213) 555-0100 x12", "in the column phone_extension"),
        ("website", "javascript:alert(1)", "URL"),
        ("languages", "en, klingon", "klingon"),
        ("programs", "flying", "flying"),
        ("cds_codes", "123", "14 digits"),
        ("cds_codes", "1.99999E+13", "last digits are lost"),
        ("cds_codes", "19999999999999", "no state record"),
        ("slug", "gertz-ressler", "short name"),
        ("slug", "Not A Slug", "slug"),
        ("former_names", "Another", "A file cannot change this column"),
        ("uid", "1", "is not a valid UUID"),
        ("uid", "00000000-0000-4000-8000-000000000000", "No school has this UUID"),
        ("state", "California", "2 characters"),
    ],
)
def test_a_bad_cell_is_told_by_row_and_column_and_nothing_is_imported(column, cell, why):
    before = register()
    changed = ours("burton-tech", **{"phone": "(213) 555-0199", column: cell})
    found = plan(changed)
    [problem] = found.problems
    assert (problem.row, problem.column) == (row_of("burton-tech"), column)
    assert why in problem.text
    with pytest.raises(Exception, match="problems"):
        imported(changed)
    assert register() == before


def row_of(slug: str) -> int:
    rows = ours().decode().splitlines()
    return next(number for number, row in enumerate(rows, 1) if f",{slug}," in row)


def test_a_formula_in_a_workbook_is_not_read():
    uid = ours().decode().splitlines()[1].split(",")[0]
    [problem] = plan(workbook([["uid", "phone"], [uid, "=A1"]])).problems
    assert (problem.row, problem.column) == (2, "phone")
    assert "formula" in problem.text


def test_what_a_workbook_escapes_and_no_database_can_hold_is_left_out():
    rows = sheets.read("a.xlsx", workbook([["name_xd83d_"], ["A_x0000_B_x000d_C_x005f_x_"]])).rows
    assert [row.cells for row in rows] == [["name"], ["AB\rC_x_"]]


def test_a_column_that_nobody_knows_is_refused_not_dropped():
    found = plan(table([["uid", "name", "no_such_column"], ["", "", "Somebody"]]))
    assert (found.problems[0].row, found.problems[0].column) == (1, "no_such_column")


def test_two_rows_about_one_school_are_told():
    rows = ours().decode().splitlines()
    found = plan("\n".join([*rows, rows[1]]).encode())
    assert [problem.text for problem in found.problems] == ["Row 2 is for the same school."]


def test_a_quotation_mark_in_the_states_tabs_is_one():
    data = TODAY.replace(b"Alliance Dr. Olga Mohan High", b'Alliance "Olga Mohan High')
    found = plan(data)
    assert [item.differences[0].after for item in found.items] == ['Alliance "Olga Mohan High']
