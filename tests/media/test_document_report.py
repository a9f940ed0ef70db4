"""Reports > Documents lists the PDF files that some people cannot read, with what to do about each."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from media.models import SiteDocument
from media.reports import check_new_documents
from schools.models import School
from tests.html import words
from tests.schools.people import editor_of, person
from tests.schools.postings.samples import pdf

pytestmark = pytest.mark.django_db
REPORT = reverse("documents_report")


def document(title, **lacks):
    return SiteDocument.objects.create(title=title, file=ContentFile(pdf(**lacks), f"{title}.pdf"))


def test_new_files_are_checked_once_and_replaced_ones_again():
    document("Fine")
    bad = document("Untagged", tagged=False)
    assert [check_new_documents(), check_new_documents()] == [2, 0]
    bad.refresh_from_db()
    assert bad.pdf_problems == ["untagged"]
    bad.file = ContentFile(pdf(), "better.pdf")
    bad._set_document_file_metadata()
    bad.save()
    assert check_new_documents() == 1
    bad.refresh_from_db()
    assert bad.pdf_problems == []


def test_the_report_says_what_to_do_and_filters(client):
    document("Fine")
    document("Untagged", tagged=False)
    document("A scan", text="")
    check_new_documents()
    client.force_login(person("pat", "Publisher"))
    report = words(client.get(REPORT))
    assert "Untagged" in report
    assert "tagged PDF” or “accessible PDF” turned on" in report
    assert "Fine" not in report
    only = words(client.get(REPORT, {"problem": "scanned"}))
    assert "A scan" in only
    assert "Untagged" not in only
    assert "A scan" in b"".join(client.get(REPORT, {"export": "csv"}).streaming_content).decode()


def test_a_writer_sees_only_own_uploads_and_a_school_editor_nothing(client):
    document("Untagged", tagged=False)
    check_new_documents()
    client.force_login(person("will", "Writer"))
    assert "Untagged" not in words(client.get(REPORT))
    client.force_login(editor_of(School.objects.get(slug="merkin")))
    assert client.get(REPORT).status_code == 403
