"""The proof packet: what was posted in a school year, complete, checkable, and for the right people only."""

import json
from datetime import date, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from pypdf import PdfReader

from media import posting_checks
from media.models import SiteDocument
from schools.models import Posting, Requirement, School, Scope, Side, SignOff
from schools.postings.models import archive
from schools.postings.packet.folder import LARGEST
from schools.postings.packet.packet import packet
from schools.postings.packet.pdf import pdf
from schools.postings.status import Status
from schools.register.school_year import school_year
from tests.html import words
from tests.schools.people import editor_of
from tests.schools.postings.samples import document, person, post, school
from tests.schools.postings.samples import pdf as sample_pdf

pytestmark = pytest.mark.django_db
YEAR = school_year(timezone.localdate())
BEFORE = school_year(date(int(YEAR[:4]) - 1, 9, 1))
PACKET = f"/admin/postings/packets/gertz-ressler/{YEAR}/"
NETWORK = f"/admin/postings/packets/network/{YEAR}/"


@pytest.fixture(autouse=True)
def _few():
    """Four requirements are in use."""
    Requirement.objects.exclude(code__in=["sarc", "lcap", "title-ix-state", "form-990"]).update(in_use=False)


def line(code="sarc", year=YEAR, whose=True):
    lines = packet(school() if whose else None, year).lines
    return next((one for one in lines if one.requirement.code == code), None)


def move(posting, posted, archived=None):
    Posting.objects.filter(pk=posting.pk).update(posted_at=posted, archived=archived)


def autumn(year=YEAR):
    return timezone.make_aware(datetime(int(year[:4]), 9, 1))


def zipped(response):
    return ZipFile(BytesIO(b"".join(response.streaming_content)))


# ── What is in it ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_it_has_every_requirement_of_the_school_and_what_was_public_in_the_year():
    made = post()
    codes = [one.requirement.code for one in packet(school(), YEAR).lines]
    assert codes == ["lcap", "sarc", "title-ix-state"]
    assert line().postings == [made]
    assert line("lcap").cell.status == Status.OVERDUE
    assert line("form-990", whose=False).postings == []
    assert line("form-990") is None


def test_a_past_year_has_what_was_public_then():
    older, newer = post(), post()
    move(older, autumn(BEFORE), autumn())
    move(newer, autumn())
    assert [one.pk for one in line(year=BEFORE).postings] == [older.pk]
    assert line(year=BEFORE).postings[0].archived is None  # still posted when that year ended
    assert [one.pk for one in line().postings] == [newer.pk, older.pk]
    assert line().postings[1].archived


def test_a_past_year_says_what_was_not_required_then():
    Requirement.objects.filter(code="lcap").update(since=date(int(YEAR[:4]), 7, 1))
    assert line("lcap").cell.status == Status.OVERDUE
    before = line("lcap", BEFORE).cell
    assert before.status == Status.NOT_APPLICABLE
    assert "Not required before" in before.reason


def test_a_requirement_that_ended_stays_where_something_was_posted():
    post("epa")
    assert line("epa").postings
    assert line("arts-and-music") is None


def test_the_list_of_a_year_has_the_schools_that_were_open_in_it(client):
    begin, name = date(int(YEAR[:4]), 7, 1), school().short_name
    client.force_login(person())
    for opened, closed, years in (
        (date(2006, 8, 1), begin - timedelta(days=1), [BEFORE]),
        (date(2006, 8, 1), begin, [BEFORE, YEAR]),
        (begin, None, [YEAR]),
        (timezone.localdate() + timedelta(days=1), None, []),
    ):
        School.objects.filter(slug="gertz-ressler").update(opened=opened, closed=closed)
        listed = [year for year in (BEFORE, YEAR) if name in words(client.get(f"/admin/postings/packets/?year={year}"))]
        assert listed == years


# ── The folder and the PDF ───────────────────────────────────────────────────────────────────────────────────────────


def test_the_folder_has_the_documents_and_checksums_that_anyone_can_check(client):
    content = sample_pdf(title="Ours")
    made = post(document=document("ÉVIL name;.PDF", content), file_hash=sha256(content).hexdigest())
    post("title-ix-state", contact="Ana Example")
    client.force_login(person())
    response = client.get(f"{PACKET}folder/")
    folder = zipped(response)
    assert f"gertz-ressler-{YEAR}.zip" in response["Content-Disposition"]
    assert set(folder.namelist()) == {"documents/sarc-1.pdf", "proof-packet.pdf", "list.json", "SHA256SUMS.txt"}
    assert folder.read("documents/sarc-1.pdf") == content
    for row in folder.read("SHA256SUMS.txt").decode().splitlines():
        digest, name = row.split("  ")
        assert sha256(folder.read(name)).hexdigest() == digest
    assert sha256(folder.read("list.json")).hexdigest() == packet(school(), YEAR).digest
    (row,) = [one for one in json.loads(folder.read("list.json"))["requirements"] if one["requirement"] == "sarc"]
    assert row["postings"][0]["id"] == made.pk
    text = text_of(folder.read("proof-packet.pdf"))
    assert "The file is the one that was posted." in text
    assert "Ana Example" in text


def test_a_changed_or_lost_file_is_named_and_a_private_one_stays_out(client):
    changed, lost, private = post(file_hash="0" * 64), post("lcap"), post("epa")
    lost.document.file.storage.delete(lost.document.file.name)
    private.document.collection = private.document.collection.add_child(name="Private")
    private.document.save()
    private.document.collection.view_restrictions.create(restriction_type="login")
    client.force_login(person())
    folder = zipped(client.get(f"{PACKET}folder/"))
    assert [name for name in folder.namelist() if name.startswith("documents/")] == ["documents/sarc-1.pdf"]
    text = text_of(folder.read("proof-packet.pdf"))
    assert "The file differs from the one that was posted." in text
    assert "The file is missing from the document library." in text
    assert changed.file_hash in text
    assert text.count("In this folder") == 1
    for told in (text, text_of(client.get(f"{PACKET}pdf/").content), words(client.get(PACKET))):
        assert told.count("Not public today, so not in the folder.") == 1


def test_a_folder_that_would_take_too_long_is_refused_in_words(client):
    made = post()
    SiteDocument.objects.filter(pk=made.document_id).update(file_size=LARGEST + 1)
    client.force_login(person())
    text = words(client.get(f"{PACKET}folder/", follow=True))
    assert "The documents are too big for one folder: 200.0 MB." in text
    assert "The PDF lists each one with its address." in text


@pytest.mark.parametrize("hostile", ['Ana #import "x" *no* \\ $ <b>', "Ana 🎓 ﷺ"])
def test_the_pdf_is_accessible_and_shows_text_as_it_is(hostile):
    post("title-ix-state", contact=hostile)
    made = pdf(packet(school(), YEAR), [])
    assert posting_checks.warnings(SimpleUploadedFile("packet.pdf", made), ["en"]) == []
    assert hostile[:3] in text_of(made)
    if "#" in hostile:
        assert hostile in text_of(made)
        assert b"pdfuaid" in made


def text_of(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


# ── Sign-offs ────────────────────────────────────────────────────────────────────────────────────────────────────────


def sign(client, url=PACKET, digest=None):
    whose = None if "network" in url else school()
    return client.post(f"{url}sign/", {"digest": digest or packet(whose, YEAR).digest}, follow=True)


def test_the_school_and_the_office_sign_and_a_later_change_shows(client):
    post()
    client.force_login(editor_of(school(), first_name="Edith"))
    sign(client)
    client.force_login(person(first_name="Ana", last_name="Example"))
    sign(client)
    assert sorted(SignOff.objects.values_list("side", "name")) == [(Side.OFFICE, "Ana Example"), (Side.SCHOOL, "Edith")]
    assert words(client.get(PACKET)).count("The list is unchanged.") == 2
    overview = "/admin/postings/packets/"
    assert "Changed since" not in words(client.get(overview))
    post("lcap")
    assert words(client.get(PACKET)).count("The list has changed since.") == 2
    assert "changed since" in text_of(client.get(f"{PACKET}pdf/").content)
    assert "Changed since" in words(client.get(overview))


def test_archiving_changes_a_list_but_editing_the_requirements_does_not():
    made = post()
    before = packet(school(), YEAR).digest
    School.objects.filter(slug="gertz-ressler").update(name="Another name")
    Requirement.objects.filter(code="sarc").update(title={"en": "Another title"}, order=999)
    Requirement.objects.filter(code="lcap").update(in_use=False)
    Requirement.objects.filter(code="epa").update(in_use=True)
    Requirement.objects.create(code="new", title="New", scope=Scope.SCHOOL)
    assert packet(school(), YEAR).digest == before
    archive([made], None)
    assert packet(school(), YEAR).digest != before


def test_nobody_signs_a_list_that_they_have_not_seen(client):
    client.force_login(person())
    response = sign(client, digest="0" * 64)
    assert "The list changed while you were reading it." in words(response)
    assert not SignOff.objects.exists()


# ── Permissions ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("who", "reads", "signs"),
    [("Listings manager", True, True), ("Publisher", True, False), ("Writer", False, False)],
)
def test_each_role_reaches_what_is_its_own(client, who, reads, signs):
    client.force_login(person(who))
    urls = [f"{url}{ending}" for url in (PACKET, NETWORK) for ending in ("", "pdf/", "folder/")]
    assert {client.get(url).status_code == 200 for url in urls} == {reads}
    sign(client)
    assert SignOff.objects.exists() == signs


def test_a_school_reaches_its_own_packet_only(client):
    client.force_login(editor_of(school(), first_name="Edith"))
    assert client.get(PACKET).status_code == 200
    for url in (NETWORK, PACKET.replace("gertz-ressler", "burton-tech"), "/admin/postings/packets/"):
        assert client.get(url).status_code in (302, 403, 404)
        assert client.get(f"{url}folder/").status_code in (302, 403, 404)
        assert client.post(f"{url}sign/", {"digest": "x"}).status_code in (302, 403, 404, 405)
    assert not SignOff.objects.exists()


@pytest.mark.parametrize("year", ["2999-00", "2025-27", "2025", "now", f"{YEAR}%0A", "²⁰25-26"])
def test_an_impossible_year_is_not_found(client, year):
    client.force_login(person())
    assert client.get(PACKET.replace(YEAR, year)).status_code == 404
