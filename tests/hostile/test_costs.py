"""A small file cannot keep the site busy: each request is bounded by seconds, and says what is wrong with the file."""

import os
from dataclasses import replace

import polib
import pytest
from django.urls import reverse
from PIL import ImageFile
from wagtail.contrib.redirects.models import Redirect
from wagtail.users.models import UserProfile

from media import posting_checks
from media.models import SiteDocument, SiteImage
from media.uploads.limits import REDIRECTS, SECONDS, STATE_DATA, TRANSLATION
from schools.changes import jobs
from schools.exchange import sheets
from schools.models import ChangeSet
from schools.states import current
from tests.html import sent_by, soup, words
from tests.pages.translation.pages import pillar, spanish
from tests.schools.people import person

from . import costly
from .files import archive
from .requests import bounded
from .upload_forms import DOCUMENT_DOORS, PICTURE_DOORS, account_form, asked, upload

pytestmark = [pytest.mark.django_db, pytest.mark.hostile]
TOO_COMPLEX = "This file is too complex to check"
TOO_LONG = "This picture takes too long to read, because it has too many parts or pixels."
BOUND = SECONDS + 5  # seconds of CPU time for a whole request: the check, its processes, and the page


def state_archive(columns: int, rows: int) -> bytes:
    """A ZIP archive of the state's with as many columns, of rows that may all be about our schools."""
    names = sorted(current().layouts[0].columns)
    lines = (names + [""] * (columns - len(names)), *[["19", "64733", "T"] + ["1"] * (columns - 3)] * rows)
    return archive(**{"a.txt": "\n".join("\t".join(line) for line in lines)})


def redirects(rows: int) -> bytes:
    return b"from,to\n" + b"".join(b"/old-%d,https://www.example.org/about/\n" % number for number in range(rows))


def comments() -> bytes:
    """A workbook of 8 MB, unpacked."""
    lines = "".join(os.urandom(5).hex() + "a" * 190 for _line in range(42_000))
    return costly.workbook(costly.SHEET.format(f"<!--{lines}-->"))


DOORS = {
    "picture": PICTURE_DOORS["add"],
    "portrait": (lambda: reverse("wagtailadmin_account"), account_form),
    "document": DOCUMENT_DOORS["add"],
    "redirects": (lambda: reverse("wagtailredirects:start_import"), lambda file: {"import_file": file}),
    "state data": (lambda: reverse("schools_state_data"), lambda file: {"file": file}),
    "schools": (lambda: reverse("schools_import_file"), lambda file: {"file": file}),
}
FILES = [  # where it is sent, what it is, its name, its content, and the expected message
    ("document", "six nested packages", "a.docx", costly.nested_packages, TOO_COMPLEX),
    ("document", "200,000 parts", "a.docx", costly.many_entries, TOO_COMPLEX),
    ("document", "14 MB of attributes", "a.docx", costly.many_attributes, TOO_COMPLEX),
    ("document", "four lists of 3 MB of attributes", "a.docx", costly.lists_of_attributes, TOO_COMPLEX),
    ("document", "250,000 objects", "a.pdf", costly.pdf_of_objects, TOO_COMPLEX),
    ("picture", "150,000 frames", "a.gif", costly.gif_of_frames, "This picture is animated."),
    ("picture", "8,000 scans", "a.jpg", costly.jpeg_of_scans, TOO_LONG),
    ("picture", "95 large scans", "a.jpg", lambda: costly.jpeg_of_scans(95, (6300, 6300)), TOO_LONG),
    ("picture", "50,000 EXIF segments", "a.jpg", costly.jpeg_of_segments, TOO_LONG),
    ("picture", "60,000 pages", "a.tif", costly.tiff_of_pages, "This TIFF file has several pages."),
    ("picture", "300,000 chunks", "a.png", costly.png_of_chunks, TOO_LONG),
    ("picture", "635 MB of memory", "a.webp", lambda: costly.picture("WEBP", (8100, 4900), lossless=True), TOO_LONG),
    ("portrait", "8,000 scans", "a.jpg", costly.jpeg_of_scans, TOO_LONG),
    ("redirects", "two thousand million rows", "a.xlsx", lambda: costly.workbook(costly.GAP), "more than 201 rows."),
    ("redirects", "20,000 wide rows", "a.xlsx", lambda: costly.workbook(costly.WIDE), "has more than 20 columns."),
    ("redirects", "8 MB unpacked", "a.xlsx", comments, TOO_COMPLEX),
    ("redirects", "20,000 rows", "a.csv", lambda: redirects(20_000), "This file is too big"),
    ("redirects", "one cell of 400,000 characters", "a.csv", lambda: b"a,b\n" + b"x" * 400_000, "cannot be read"),
    ("state data", "9,900 columns", "a.zip", lambda: state_archive(9_900, 2_000), "too many columns"),
    ("state data", "rows", "a.zip", lambda: state_archive(STATE_DATA.columns, 300_000), "takes too long to read"),
    ("schools", "two thousand million rows", "a.xlsx", lambda: costly.workbook(costly.GAP), "more than 50000 rows."),
    ("schools", "20,000 wide rows", "a.xlsx", lambda: costly.workbook(costly.WIDE), "The file is empty."),
    ("schools", "one line of 900,000 bytes", "a.csv", lambda: b"x" * 900_000, "cannot be read"),
]


def kept() -> list[int]:
    return [model.objects.count() for model in (SiteImage, SiteDocument, Redirect)]


@pytest.mark.parametrize(("door", "what", "name", "make", "said"), FILES, ids=[f"{one[0]}, {one[1]}" for one in FILES])
def test_a_costly_file_is_refused_in_time(admin_client, door, what, name, make, said):
    content, before = make(), kept()
    address, form = DOORS[door]
    with bounded(BOUND):
        _response, text = asked(admin_client, "post", address(), form(upload(name, content)), follow=True)
    assert said in text
    assert kept() == before


def test_no_picture_is_decoded_in_the_request_that_brings_it(admin_client, monkeypatch):
    """What is decoded later, for renditions, has been decoded within limits before."""
    address, form = PICTURE_DOORS["add"]
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda _picture: pytest.fail("decoded in the request"))
    for name, kind in (("a.png", "PNG"), ("a.heic", "HEIF")):
        assert admin_client.post(address(), form(upload(name, costly.picture(kind)))).status_code == 302
    sent = account_form(upload("a.jpg", costly.picture("JPEG")))
    assert admin_client.post(reverse("wagtailadmin_account"), sent).status_code == 302
    assert SiteImage.objects.count() == 2
    assert UserProfile.objects.get().avatar.name.endswith(".jpeg")


def test_a_pdf_of_a_million_operators_is_posted_with_a_warning():
    with bounded(BOUND):
        assert posting_checks.warnings(upload("a.pdf", costly.pdf_of_operators()), ["en"]) == ["unread"]


def test_the_longest_list_of_redirects_is_imported_in_time(admin_client, settings):
    settings.WAGTAILADMIN_BASE_URL = "https://www.example.org"
    file = upload("a.csv", redirects(REDIRECTS.rows - 1))
    page = admin_client.post(reverse("wagtailredirects:start_import"), {"import_file": file})
    data = sent_by(soup(page).select_one("main form")) | {"from_index": "0", "to_index": "1"}
    with bounded():
        admin_client.post(reverse("wagtailredirects:process_import"), data)
    assert Redirect.objects.filter(old_path__startswith="/old-").count() == REDIRECTS.rows - 1


def test_a_large_import_is_read_by_the_worker_and_refused_if_that_takes_too_long(client, monkeypatch):
    client.force_login(person("paula", "Listings manager"))
    large = costly.large_workbook()
    with bounded(3):
        page = client.post(reverse("schools_import_file"), {"file": upload("schools.xlsx", large)}, follow=True)
    batch = ChangeSet.objects.get()
    assert (batch.state, jobs.is_slow(batch)) == ("checking", True)
    assert "Checking the file" in words(page)
    monkeypatch.setattr(sheets, "LIMITS", replace(sheets.LIMITS, seconds=1))
    with bounded(6):
        jobs.look_job.call(batch.pk)
    batch.refresh_from_db()
    assert batch.state == "failed"
    assert TOO_COMPLEX in words(client.get(reverse("schools_import", args=[batch.pk])))


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
def test_a_po_file_is_read_in_time_or_refused(admin_client, what):
    page = spanish(pillar())
    with bounded():
        response = admin_client.post(reverse("translation_file", args=[page.pk]), {"file": upload("a.po", PO[what])})
    assert response.status_code in (200, 302)
    is_refused = response.status_code == 200
    assert is_refused == (not what.startswith("as many")) or "not a PO file" in words(response)
    assert spanish(pillar()).latest_revision_id == page.latest_revision_id


def test_a_po_file_that_translates_one_text_again_and_again_is_read_in_time(admin_client):
    address = reverse("translation_file", args=[spanish(pillar()).pk])
    file = polib.pofile(admin_client.get(address, {"download": ""}).content.decode())
    entry = file.find("statement", by="msgctxt")
    entry.msgstr = "<p>" + "<b>a</b> " * 400 + "</p>"
    content = (str(file) + (str(entry) + "\n\n") * (450_000 // len(str(entry)))).encode()
    with bounded():
        assert admin_client.post(address, {"file": upload("a.po", content)}).status_code == 302
