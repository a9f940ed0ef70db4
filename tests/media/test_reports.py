"""Reports > Pictures lists every picture with its consent, Reports > Documents the PDF files that some cannot read."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from media import posting_checks
from media.models import SiteDocument, SiteImage
from media.reports import check_new_documents
from media.uploads import process
from media.uploads.limits import Budget
from pages.models import StandardPage
from schools.models import School
from tests.html import soup, words
from tests.schools.people import editor_of, person
from tests.schools.postings.samples import LINES, pdf

pytestmark = pytest.mark.django_db


REPORT = reverse("pictures_report")


@pytest.fixture
def images(picture):
    school = School.objects.open_today().first()
    editor_of(school)
    soon = timezone.localdate() + timedelta(days=9)
    records = {
        "Building": {"people": "no_one"},
        "Old": {"people": ""},
        "Lab": {"people": "scholars", "release": "Binder 3", "consent_until": soon},
        "=1+1": {"people": "adults", "collection": school.team.collection},
    }
    for title, record in records.items():
        picture(title=title, **record)
    return school


def titles(client, **query):
    table = soup(client.get(REPORT, query)).select("table.listing td.title")
    return {cell.get_text(" ", strip=True) for cell in table}


def test_it_is_filtered_by_consent_people_school_and_what_to_improve(client, images):
    client.force_login(person("pat", "Publisher"))
    assert titles(client) == {"Building", "Old", "Lab", "=1+1"}
    found = {status: titles(client, status=status) for status in ("ends_soon", "unknown", "withdrawn")}
    assert found == {"ends_soon": {"Lab"}, "unknown": {"Old"}, "withdrawn": set()}
    assert titles(client, people="adults") == {"=1+1"}
    assert titles(client, collection=images.team.collection.pk) == {"=1+1"}
    assert titles(client, q="binder") == {"Lab"}
    SiteImage.objects.update(description="A courtyard.", file_size=10)
    worse = {"Old": {"description": ""}, "Lab": {"description": "IMG_2041"}, "Building": {"file_size": 9_000_000}}
    for title, fields in worse.items():
        SiteImage.objects.filter(title=title).update(**fields)
    found = {problem: titles(client, problem=problem) for problem in ("unspoken", "file-name", "heavy")}
    assert found == {"unspoken": {"Old"}, "file-name": {"Lab"}, "heavy": {"Building"}}


def test_it_is_downloaded_with_its_uses_and_formulas_are_text(client, images):
    image = SiteImage.objects.get(title="Lab")
    contact = StandardPage.objects.get(slug="contact", locale__language_code="en")
    contact.listing_image, contact.body = image, [("picture", {"image": image})]
    contact.save()
    client.force_login(person("pat", "Publisher"))
    table = soup(client.get(REPORT)).select_one("table.listing")
    column = [cell.get_text(" ", strip=True) for cell in table.select("thead th")].index("Uses on the site")
    (row,) = (row for row in table.select("tbody tr") if "Lab" in row.get_text())
    assert row.find_all("td")[column].get_text(strip=True) == "2"
    response = client.get(REPORT, {"export": "csv"})
    rows = {row["Picture"]: row for row in csv.DictReader(StringIO(response.getvalue().decode("utf-8-sig")))}
    assert set(rows) == {"Building", "Old", "Lab", "'=1+1"}
    lab = [rows["Lab"][column] for column in ("Who is in it", "Consent", "Release")]
    assert lab == ["Scholars or other children", "Consent ends within 30 days", "Binder 3"]
    assert images.team.collection.name in {row["School or collection"] for row in rows.values()}


@pytest.mark.parametrize(("role", "seen"), [("Listings manager", set()), ("Writer", {"Lab"})])
def test_people_see_the_pictures_that_they_can_change(client, images, role, seen):
    user = person("will", role)
    SiteImage.objects.filter(title="Lab").update(uploaded_by_user=user if seen else None)
    client.force_login(user)
    assert titles(client) == seen


DOCUMENTS = reverse("documents_report")


def document(title, **lacks):
    return SiteDocument.objects.create(title=title, file=ContentFile(pdf(**lacks), f"{title}.pdf"))


def test_new_files_are_checked_once_and_replaced_ones_again():
    document("Fine")
    bad = document("Untagged", tagged=False)
    assert [check_new_documents.call(), check_new_documents.call()] == [2, 0]
    bad.refresh_from_db()
    assert bad.pdf_problems == ["untagged"]
    bad.file = ContentFile(pdf(), "better.pdf")
    bad._set_document_file_metadata()
    bad.save()
    assert check_new_documents.call() == 1
    bad.refresh_from_db()
    assert bad.pdf_problems == []


def test_the_report_says_what_to_do_and_filters_and_a_writer_sees_only_own_uploads(client):
    document("Fine")
    document("Untagged", tagged=False)
    document("A scan", text="")
    check_new_documents.call()
    client.force_login(person("will", "Writer"))
    assert "Untagged" not in words(client.get(DOCUMENTS))
    client.force_login(person("pat", "Publisher"))
    report = words(client.get(DOCUMENTS))
    assert "Untagged" in report
    assert "tagged PDF” or “accessible PDF” turned on" in report
    assert "Fine" not in report
    only = words(client.get(DOCUMENTS, {"problem": "scanned"}))
    assert "A scan" in only
    assert "Untagged" not in only
    assert "A scan" in client.get(DOCUMENTS, {"export": "csv"}).getvalue().decode()


ALL = ["untagged", "untitled", "no-language", "scanned"]


@pytest.mark.parametrize(
    ("name", "content", "languages", "warned"),
    [
        ("a.pdf", pdf(), ["en"], []),
        ("a.pdf", pdf(tagged=False), ["en"], ["untagged"]),
        ("a.pdf", pdf(title=""), ["en"], ["untitled"]),
        ("a.pdf", pdf(title="Microsoft Word - sarc final 2.docx"), ["en"], ["untitled"]),
        ("a.pdf", pdf(title="sarc-2026.pdf"), ["en"], ["untitled"]),
        ("a.pdf", pdf(language=""), ["en"], ["no-language"]),
        ("a.pdf", pdf(language="es-US"), ["en"], ["other-language"]),
        ("a.pdf", pdf(language="es-US"), ["en", "es"], []),
        ("a.pdf", pdf(language="EN-us"), ["en"], []),
        ("a.pdf", pdf(text="", pages=120), ["en"], ["scanned"]),
        ("a.pdf", pdf(text=LINES, pages=120), ["en"], []),
        ("a.pdf", pdf(tagged=False, title="", language="", text=""), ["en"], ALL),
        ("a.pdf", b"%PDF-1.7 nothing more", ["en"], ["unread"]),
        ("a.docx", b"PK", ["en"], []),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_pdf_that_some_cannot_read_is_told_with_what_to_do(name, content, languages, warned):
    assert posting_checks.warnings(SimpleUploadedFile(name, content), languages) == warned
    for name in warned:
        assert posting_checks.WARNINGS[name].said
        assert posting_checks.WARNINGS[name].to_do


@given(st.binary(max_size=400), st.integers(0, 600))
def test_no_broken_file_breaks_the_gate(noise, at):
    whole = pdf()
    broken = whole[:at] + noise + whole[at + len(noise) :]
    found, _content = process.answer("pdf_contents.find_problems", broken, Budget(), "en")
    is_refused = (found["state"], found["result"]) == ("refused", "broken")
    assert is_refused or set(found["result"]) <= set(posting_checks.WARNINGS)
