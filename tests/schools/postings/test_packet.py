"""The proof packet: what was posted in a school year, complete, checkable, and for the right people only."""

import json
from datetime import date, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from pypdf import PdfReader
from wagtail.models import ModelLogEntry

from media import posting_checks
from media.models import SiteDocument
from schools.models import Posting, Requirement, School, Scope, Side, SignOff, StateRecord
from schools.postings.models import archive
from schools.postings.packet.folder import LARGEST
from schools.postings.packet.packet import packet
from schools.postings.packet.pdf import pdf as packet_pdf
from schools.postings.status import Status
from schools.register.school_year import school_year
from tests.cases import cases, fields
from tests.html import words
from tests.schools.people import editor_of
from tests.schools.postings.samples import document, pdf, person, post, school

pytestmark = pytest.mark.django_db
YEAR = school_year(timezone.localdate())
BEFORE = school_year(date(int(YEAR[:4]) - 1, 9, 1))
PACKET = f"/admin/postings/packets/gertz-ressler/{YEAR}/"


@pytest.fixture(autouse=True)
def _few():
    """Four requirements are in use."""
    Requirement.objects.exclude(code__in=["sarc", "lcap", "title-ix-state", "form-990"]).update(in_use=False)


def line(code="sarc", year=YEAR, whose=True):
    lines = packet(school() if whose else None, year).lines
    return next((one for one in lines if one.requirement.code == code), None)


def test_it_has_every_requirement_of_the_school_and_what_was_public_in_the_year():
    made = post()
    theirs = post("form-990", None)
    found = packet(school(), YEAR)
    assert [one.requirement.code for one in found.lines] == ["lcap", "sarc", "title-ix-state"]
    assert [one.requirement.code for one in found.network] == ["title-ix-state", "form-990"]
    assert found.network[1].postings == [theirs]
    assert line().postings == [made]
    assert line("title-ix-state").cell.status == Status.NOT_POSTED
    assert line("form-990") is None
    Requirement.objects.filter(code="form-990").update(level="middle")
    assert [one.requirement.code for one in packet(school(), YEAR).network] == ["title-ix-state"]


def test_a_past_year_has_what_was_public_and_required_then():
    then, now = (timezone.make_aware(datetime(int(year[:4]), 9, 1)) for year in (BEFORE, YEAR))
    older, newer = post(posted_at=then, archived=now), post(posted_at=now)
    assert [one.pk for one in line(year=BEFORE).postings] == [older.pk]
    assert line(year=BEFORE).postings[0].archived is None  # still posted when that year ended
    assert [one.pk for one in line().postings] == [newer.pk, older.pk]
    assert line().postings[1].archived
    Requirement.objects.filter(code="title-ix-state").update(since=date(int(YEAR[:4]), 7, 1))
    assert line("title-ix-state").cell.status == Status.NOT_POSTED
    assert "Not required before" in line("title-ix-state", BEFORE).cell.reason
    Posting.objects.all().delete()
    post(school_year="2020-21")
    post("immigration", contact="The office")  # no longer in use
    found = line().cell
    assert (found.status, found.due) == (Status.OVERDUE, date(2023, 2, 1))
    assert found.reason == "The document is for 2020–21."
    assert line("immigration").postings
    assert line("arts-and-music") is None


def test_the_list_of_a_year_has_the_schools_that_were_open_in_it(office):
    begin, name = date(int(YEAR[:4]), 7, 1), school().short_name
    for opened, closed, years in (
        (date(2006, 8, 1), begin - timedelta(days=1), [BEFORE]),
        (date(2006, 8, 1), begin, [BEFORE, YEAR]),
        (begin, None, [YEAR]),
        (timezone.localdate() + timedelta(days=1), None, []),
    ):
        School.objects.filter(slug="gertz-ressler").update(opened=opened, closed=closed)
        listed = [year for year in (BEFORE, YEAR) if name in words(office.get(f"/admin/postings/packets/?year={year}"))]
        assert listed == years


def test_the_folder_has_the_documents_and_checksums_that_anyone_can_check(office):
    content = pdf(title="Ours")
    made = post(document=document("ÉVIL name;.PDF", content), file_hash=sha256(content).hexdigest())
    post("title-ix-state", contact="Ana Example")
    post("form-990", None)
    response = office.get(f"{PACKET}folder/")
    assert f"gertz-ressler-{YEAR}.zip" in response["Content-Disposition"]
    folder = ZipFile(BytesIO(response.getvalue()))
    documents = {"documents/sarc-1.pdf", "documents/network/form-990-1.pdf"}
    assert set(folder.namelist()) == {*documents, "proof-packet.pdf", "list.json", "SHA256SUMS.txt"}
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


def test_a_changed_or_lost_file_is_named_and_a_private_one_stays_out(office):
    changed, lost, private = post(file_hash="0" * 64), post("lcap"), post("epa")
    lost.document.file.storage.delete(lost.document.file.name)
    private.document.collection = private.document.collection.add_child(name="Private")
    private.document.save()
    private.document.collection.view_restrictions.create(restriction_type="login")
    folder = ZipFile(BytesIO(office.get(f"{PACKET}folder/").getvalue()))
    assert [name for name in folder.namelist() if name.startswith("documents/")] == ["documents/sarc-1.pdf"]
    text = text_of(folder.read("proof-packet.pdf"))
    assert "The file differs from the one that was posted." in text
    assert "The file is missing from the document library." in text
    assert changed.file_hash in text
    assert text.count("In this folder") == 1
    for told in (text, text_of(office.get(f"{PACKET}pdf/").getvalue()), words(office.get(PACKET))):
        assert told.count("Not public today, so not in the folder.") == 1


def text_of(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


def test_the_pdf_is_accessible_and_says_which_school_and_duty_and_counsel_s_caveat_once_at_the_end():
    hostile = 'Ana #import "x" *no* \\ $ <b>'
    post("title-ix-state", contact=hostile)
    post("form-990", None, contact="Of the network")
    one = school()
    record = StateRecord.objects.of_school(one.pk)[0]
    StateRecord.objects.filter(pk=record.pk).update(authorizer="The authorizer")
    made = packet_pdf(packet(one, YEAR), [])
    assert posting_checks.warnings(SimpleUploadedFile("packet.pdf", made), ["en"]) == []
    assert b"pdfuaid" in made
    text = text_of(made)
    for said in (hostile, record.cds_code, record.charter_number, "The authorizer", one.campus.street):
        assert said in text
    assert "The law says: on the website, each year by February 1." in text
    assert "Law read on" in text
    assert "counsel to confirm" not in text
    assert text.count("Counsel has not confirmed") == 1
    assert text.index("Counsel has not confirmed") > text.index("Of the network")
    post("title-ix-state", contact="Ana 🎓 ﷺ")  # no font has them
    assert "Ana" in text_of(packet_pdf(packet(one, YEAR), []))


def sign(client, **sent):
    data = {"digest": packet(school(), YEAR).digest, "role": "Principal", "as_it_is": "on"}
    return client.post(PACKET, data | sent, follow=True)


def signatures():
    return sorted(SignOff.objects.values_list("side", "name", "role"))


def test_the_school_and_the_office_sign_once_each_and_a_later_change_shows(client):
    post()
    client.force_login(editor_of(school(), first_name="Edith", last_name="Example"))
    sign(client)
    client.force_login(person(first_name="Ana", last_name="Example"))
    sign(client)
    sign(client, role="Director")
    assert signatures() == [(Side.OFFICE, "Ana Example", "Director"), (Side.SCHOOL, "Edith Example", "Principal")]
    one = SignOff.objects.get(side=Side.OFFICE)
    actions = ModelLogEntry.objects.for_instance(one).values_list("action", flat=True)
    assert sorted(actions) == ["wagtail.create", "wagtail.edit"]
    with pytest.raises(IntegrityError), transaction.atomic():
        SignOff.objects.create(school=one.school, school_year=one.school_year, signed_by=one.signed_by)
    assert words(client.get(PACKET)).count("The list is unchanged.") == 2
    overview = "/admin/postings/packets/"
    assert "Changed since" not in words(client.get(overview))
    lcap = post("lcap")
    assert words(client.get(PACKET)).count("The list has changed since.") == 2
    text = text_of(client.get(f"{PACKET}pdf/").getvalue())
    assert "changed since" in text
    assert "Ana Example, Director" in text
    assert "Changed since" in words(client.get(overview))
    SiteDocument.objects.filter(pk=lcap.document_id).update(file_size=LARGEST + 1)
    text = words(client.get(f"{PACKET}folder/", follow=True))
    assert "The documents are too big for one folder: 200.0 MB." in text
    assert "The PDF lists each one with its address." in text


def test_before_a_list_is_signed_its_gaps_and_the_signer_s_name_and_role_are_asked(client):
    client.force_login(person())  # without a full name
    assert "3 postings of this list are overdue or not posted." in words(client.get(PACKET))
    for sent, said in cases(__file__, "unsigned.csv"):
        assert said in words(sign(client, **{"name": "Ana Example"} | fields(sent)))
        assert not SignOff.objects.exists()
    sign(client, name="Ana Example")
    assert signatures() == [(Side.OFFICE, "Ana Example", "Principal")]


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


def test_a_school_reaches_its_own_packets_of_real_years_only(client):
    """And no other packet: tests/alliance_site/staff/test_isolation.py."""
    client.force_login(editor_of(school(), first_name="Edith"))
    assert client.get(PACKET).status_code == 200
    for year in ("2999-00", "2025-27", "2025", "now", f"{YEAR}%0A", "²⁰25-26"):
        assert client.get(PACKET.replace(YEAR, year)).status_code == 404
    for url in (PACKET.replace("gertz-ressler", "network"), PACKET.replace("gertz-ressler", "burton-tech")):
        assert client.get(f"{url}folder/").status_code == client.post(url, {"digest": "x"}).status_code == 403
    assert not SignOff.objects.exists()
