"""No file causes data loss, and a file that cannot be read says why."""

import io
import zipfile
from contextlib import suppress

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from schools.exchange import export, sheets
from schools.exchange.sheets import SheetError
from tests.hostile.files import archive

from .files import ours, plan, register, state, workbook

pytestmark = pytest.mark.django_db
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def locked() -> bytes:
    """A password-protected ZIP archive."""
    data = bytearray(archive(**{"xl/workbook.xml": b"<workbook/>"}))
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
    "zip bomb": (archive(**{"xl/workbook.xml": b"", "xl/big.xml": b" " * (sheets.LIMITS.unpacked + 1)}), "unpacked"),
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
    "no status": (state(drop=["StatusType"]), "This file has CDSCode and School, but lacks StatusType."),
    "no code": (state(drop=["CDSCode"]), "This file has School and StatusType, but lacks CDSCode."),
    "only a code": (state(drop=["School", "StatusType"]), "has CDSCode, but lacks School and StatusType."),
    "no identity": (b"name,slug,phone\na,b,c\n", "has name, slug and phone, but lacks uid or cds_codes"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_an_unreadable_file_says_why(kind):
    data, why = HOSTILE[kind]
    with pytest.raises(SheetError, match=why):
        plan(data)


def test_the_command_says_why_and_changes_nothing(tmp_path):
    file = tmp_path / "schools.csv"
    file.write_bytes(HOSTILE["PDF"][0])
    before = register()
    with pytest.raises(CommandError, match="PDF"):
        call_command("import_schools", str(file))
    with pytest.raises(CommandError, match="Cannot read"):
        call_command("import_schools", str(tmp_path / "none.csv"))
    assert register() == before


@settings(max_examples=100, deadline=None)
@given(data=st.binary(max_size=400), kind=st.sampled_from([b"", b"PK\x03\x04", b"uid,name\n", OLE, b"\xff\xfe"]))
def test_any_bytes_are_read_or_refused(data, kind):
    with suppress(SheetError):
        sheet = sheets.read("any", kind + data)
        assert all(isinstance(cell, str) for row in sheet.rows for cell in row.cells)


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.99])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_part_of_a_file_changes_nothing(form, cut):
    """A truncated table is still a table; schools missing from it stay unchanged."""
    whole = b"".join(export.as_csv()) if form == "csv" else export.as_xlsx()
    with suppress(SheetError):
        found = plan(whole[: int(len(whole) * cut)])
        assert form == "csv"
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
    assert [one.row for one in found.reading.ignored] == [len(lines) + 1]
    assert not found.problems
