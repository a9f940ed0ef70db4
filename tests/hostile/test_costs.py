"""A small file cannot keep the site busy: each check has a time limit, and a readable error above it."""

import os
import time
from dataclasses import replace

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from media import posting_checks
from media.models import SiteDocument, SiteImage
from media.uploads.budget import SECONDS
from schools.changes import jobs
from schools.exchange import sheets
from schools.models import ChangeSet
from tests.html import words

from . import costly
from .seconds import bounded

pytestmark = [pytest.mark.django_db, pytest.mark.hostile]
TOO_COMPLEX = "This file is too complex to check"
BOUND = SECONDS + 5  # seconds of CPU time for a whole request: the check, its processes, and the page


def upload(name, content):
    return SimpleUploadedFile(name, content)


DOCUMENTS = {
    "a.docx": {
        "DOCX of six nested packages": costly.nested_packages,
        "DOCX of 200,000 parts": costly.many_entries,
        "DOCX of 14 MB of attributes": costly.many_attributes,
        "DOCX of four lists of 3 MB of attributes": costly.lists_of_attributes,
    },
    "a.pdf": {"PDF of 250,000 objects": costly.pdf_of_objects},
}


@pytest.mark.parametrize(("name", "what"), [(name, what) for name, kinds in DOCUMENTS.items() for what in kinds])
def test_the_library_refuses_a_document_that_takes_too_long(admin_client, told, name, what):
    content = DOCUMENTS[name][what]()
    form = {"title": "What was typed", "collection": "1", "file": upload(name, content)}
    with bounded(BOUND):
        page = admin_client.post(reverse("wagtaildocs:add"), form)
    text = page.content.decode()
    assert TOO_COMPLEX in text
    assert 'value="What was typed"' in text
    assert not SiteDocument.objects.exists()
    told("Hostile uploads", f"document, {what}: {len(content):,} bytes", f"{TOO_COMPLEX}…", "nothing")


def test_the_library_refuses_an_animation_of_too_many_frames(admin_client, told):
    content = costly.gif_of_frames()
    form = {
        "title": "G",
        "description": "A field",
        "people": "no_one",
        "collection": "1",
        "file": upload("a.gif", content),
    }
    with bounded(BOUND):
        page = admin_client.post(reverse("wagtailimages:add"), form)
    assert "This picture is animated." in page.content.decode()
    assert not SiteImage.objects.exists()
    told(
        "Hostile uploads",
        f"picture, GIF of 150,000 frames: {len(content):,} bytes",
        "This picture is animated.…",
        "nothing",
    )


TABLES = {
    "a row two thousand million rows below": (lambda: costly.workbook(costly.GAP), "The file has more than 201 rows."),
    "20,000 rows that claim 16,384 columns": (lambda: costly.workbook(costly.WIDE), "has more than 20 columns."),
    "8 MB unpacked": (
        lambda: costly.workbook(
            costly.SHEET.format("<!--" + "".join(os.urandom(5).hex() + "a" * 190 for _line in range(42_000)) + "-->")
        ),
        TOO_COMPLEX,
    ),
}


@pytest.mark.parametrize("what", TABLES)
def test_a_list_of_redirects_that_would_fill_the_memory_is_refused(admin_client, told, what):
    make, said = TABLES[what]
    content = make()
    with bounded(BOUND):
        page = admin_client.post(reverse("wagtailredirects:start_import"), {"import_file": upload("a.xlsx", content)})
    text = page.content.decode()
    assert said in text
    told("Hostile uploads", f"list of redirects, {what}: {len(content):,} bytes", f"{said}…", "nothing")


def test_a_pdf_of_a_million_operators_is_posted_with_a_warning(told):
    content = costly.pdf_of_operators()
    with bounded(BOUND):
        assert posting_checks.warnings(upload("a.pdf", content), ["en"]) == ["unread"]
    told("Hostile uploads", f"posting, PDF of a million operators: {len(content):,} bytes", "unread", "the file")


# Imports of schools


@pytest.fixture
def office(client, django_user_model):
    user = django_user_model.objects.create_user("paula", "paula@example.org", "a long password 42")
    user.groups.add(Group.objects.get(name="Listings manager"))
    client.force_login(user)
    return client


@pytest.fixture(scope="module")
def large():
    return costly.large_workbook()


def test_an_import_is_large_by_what_it_unpacks_to(office, large, told):
    """The file is not read in the request, neither on upload nor on import."""
    with bounded(3):
        page = office.post(reverse("schools_import_file"), {"file": upload("schools.xlsx", large)}, follow=True)
    batch = ChangeSet.objects.get()
    assert batch.state == "checking"
    assert "Checking the file" in words(page)
    assert jobs.is_slow(batch)
    told("Hostile uploads", f"import, 133 MB in {len(large):,} bytes", "the worker reads it", "until it is imported")


def test_a_workbook_that_takes_the_worker_too_long_is_refused(office, large, monkeypatch):
    monkeypatch.setattr(sheets, "LIMITS", replace(sheets.LIMITS, seconds=1))
    office.post(reverse("schools_import_file"), {"file": upload("schools.xlsx", large)})
    batch = ChangeSet.objects.get()
    with bounded(6):
        jobs.look_job.call(batch.pk)
    batch.refresh_from_db()
    assert batch.state == "failed"
    assert TOO_COMPLEX in batch.error
    assert TOO_COMPLEX in words(office.get(reverse("schools_import", args=[batch.pk])))


@pytest.mark.parametrize("sheet", [costly.GAP, costly.WIDE])
def test_a_small_workbook_of_many_empty_rows_is_read_in_time(sheet):
    start = time.thread_time()
    with pytest.raises(sheets.SheetError):
        sheets.read("a.xlsx", costly.workbook(sheet))
    assert time.thread_time() - start < BOUND
