"""Tables and texts for programs that would keep the editor busy: each is bounded by bytes, rows, and columns."""

import io
import zipfile

import polib
import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect

from media.uploads.limits import REDIRECTS, STATE_DATA, TRANSLATION
from schools.models import ChangeSet
from schools.state_data.result_layouts import LAYOUTS
from tests.html import sent_by, soup, words
from tests.pages.translation.pages import pillar, spanish

from .seconds import bounded

pytestmark = [pytest.mark.django_db, pytest.mark.hostile]
TABLE = "Hostile tables"


@pytest.fixture
def office(client, django_user_model):
    user = django_user_model.objects.create_user("paula", "paula@example.org", "a long password 42")
    user.groups.add(Group.objects.get(name="Listings manager"))
    client.force_login(user)
    return client


def state_archive(columns: int, rows: int) -> bytes:
    """A ZIP archive of the state's with as many columns, of rows that may all be about our schools."""
    names = sorted(LAYOUTS[0].columns)
    header = names + [""] * (columns - len(names))
    row = ["19", "64733", "T"] + ["1"] * (columns - 3)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.txt", "w") as text:
        text.write("\t".join(header).encode() + b"\n")
        block = ("\t".join(row) + "\n").encode() * 100
        for _number in range(rows // 100):
            text.write(block)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("columns", "rows", "said"),
    [(9_900, 2_000, "too many columns"), (STATE_DATA.columns, 300_000, "takes too long to read")],
)
def test_the_states_data_is_bounded_by_its_columns_and_by_time(office, told, columns, rows, said):
    content = state_archive(columns, rows)
    with bounded() as spent:
        page = office.post(reverse("schools_state_data"), {"file": SimpleUploadedFile("a.zip", content)})
    assert said in words(page)
    assert not ChangeSet.objects.exists()
    told(
        TABLE,
        f"state data, {rows:,} rows of {columns:,} columns: {len(content):,} bytes",
        f"{said}, {spent}",
        "nothing",
    )


def test_a_line_without_a_delimiter_is_no_table(office, told):
    content = b"x" * 900_000
    with bounded(2) as spent:
        page = office.post(reverse("schools_import_file"), {"file": SimpleUploadedFile("a.csv", content)}, follow=True)
    assert page.status_code == 200
    assert "cannot be read" in words(page)
    told(TABLE, "import of schools, one line of 900,000 bytes", f"cannot be read, {spent}", "the file, for a week")


def redirects(rows: int) -> bytes:
    return b"from,to\n" + b"".join(b"/old-%d,https://www.example.org/about/\n" % number for number in range(rows))


TOO_MANY = {
    "20,000 rows": (redirects(20_000), "This file is too big"),
    "1,000 rows": (redirects(1_000), f"more than {REDIRECTS.rows} rows"),
    "100,000 columns": (b"a," * 100_000, f"more than {REDIRECTS.columns} columns"),
    "one cell of 400,000 characters": (b"a,b\n" + b"x" * 400_000, "cannot be read"),
    "one cell of 100,000 characters": (b"a,b\n" + b"x" * 100_000, "more than 2000 characters"),
}


@pytest.mark.parametrize("what", TOO_MANY)
def test_a_list_of_redirects_with_too_much_is_refused(admin_client, told, what):
    content, said = TOO_MANY[what]
    with bounded(2) as spent:
        file = SimpleUploadedFile("a.csv", content)
        page = admin_client.post(reverse("wagtailredirects:start_import"), {"import_file": file})
    assert said in words(page)
    told(TABLE, f"list of redirects, {what}: {len(content):,} bytes", f"{said}…, {spent}", "nothing")


def test_the_longest_list_of_redirects_is_imported_in_time(admin_client, told, settings):
    settings.WAGTAILADMIN_BASE_URL = "https://www.example.org"
    file = SimpleUploadedFile("a.csv", redirects(REDIRECTS.rows - 1))
    page = admin_client.post(reverse("wagtailredirects:start_import"), {"import_file": file})
    data = sent_by(soup(page).select_one("main form")) | {"from_index": "0", "to_index": "1"}
    with bounded() as spent:
        admin_client.post(reverse("wagtailredirects:process_import"), data)
    assert Redirect.objects.filter(old_path__startswith="/old-").count() == REDIRECTS.rows - 1
    told(TABLE, f"list of redirects, {REDIRECTS.rows - 1} rows", f"imported, {spent}", "the redirects")


ENTRY = b'msgid "a"\nmsgstr "b"\n'
LINES = TRANSLATION.rows - 100
PO = {
    "2 MB of comments": b"# a\n" * 500_000 + ENTRY,
    "2 MB of quoted lines": b'msgid ""\nmsgstr ""\n' + b'"a"\n' * 500_000,
    "500,000 separators that only Python knows": b"# a\x1c" * 100_000 + ENTRY,
    "as many comments as it can have": b"# " + (b"a" * 46 + b"\n# ") * LINES + b"\n" + ENTRY,
    "as many quoted lines as it can have": b'msgid ""\nmsgstr ""\n' + (b'"' + b"a" * 46 + b'"\n') * LINES,
}


@pytest.mark.parametrize("what", PO)
def test_a_po_file_is_read_in_time_or_refused(admin_client, told, what):
    page = spanish(pillar())
    address = reverse("translation_file", args=[page.pk])
    with bounded() as spent:
        response = admin_client.post(address, {"file": SimpleUploadedFile("a.po", PO[what])})
    assert response.status_code in (200, 302)
    is_refused = response.status_code == 200
    assert is_refused == (not what.startswith("as many")) or "not a PO file" in words(response)
    assert spanish(pillar()).latest_revision_id == page.latest_revision_id
    told(
        TABLE, f"PO file, {what}: {len(PO[what]):,} bytes", f"{'refused' if is_refused else 'read'}, {spent}", "nothing"
    )


def test_a_po_file_that_translates_one_text_again_and_again_is_read_in_time(admin_client, told):
    page = spanish(pillar())
    address = reverse("translation_file", args=[page.pk])
    file = polib.pofile(admin_client.get(address, {"download": ""}).content.decode())
    entry = file.find("statement", by="msgctxt")
    entry.msgstr = "<p>" + "<b>a</b> " * 400 + "</p>"
    content = (str(file) + (str(entry) + "\n\n") * (450_000 // len(str(entry)))).encode()
    with bounded() as spent:
        response = admin_client.post(address, {"file": SimpleUploadedFile("a.po", content)})
    assert response.status_code == 302
    told(TABLE, f"PO file, one text many times: {len(content):,} bytes", f"read, {spent}", "the first, as a draft")
