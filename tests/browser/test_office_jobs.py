"""The office's ten most common jobs, from the editor's home to the end, in few clicks (quality/README.md).

With `--junit-xml=FILE`, pytest writes clicks, fields, and seconds of each job into the file.
"""

import csv
from datetime import timedelta
from time import perf_counter

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from schools.models import MistakeReport, Posting, Proposal, School, SchoolNotice
from tests.schools.exchange.files import ours, table
from tests.schools.postings.samples import pdf

from .clicks import Hand

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
NAME, PHONE = "Gertz-Ressler High School", "(213) 555-0142"


class Job(Hand):
    """Clicks and fills, and counts both."""

    def __init__(self, page):
        super().__init__(page)
        self.fields = 0

    def fill(self, label, text, inside=None, **options):
        (inside or self.page).get_by_label(label, **options).first.fill(text)
        self.fields += 1

    def choose(self, label, name, data):
        file = {"name": name, "mimeType": "application/octet-stream", "buffer": data}
        self.page.get_by_label(label).first.set_input_files(file)
        self.fields += 1


@pytest.fixture
def job(sign_in, site_url, school, record_property):
    """A Listings manager at the editor's home."""
    job = Job(sign_in("Listings manager"))
    job.page.goto(f"{site_url}/admin/")
    started = perf_counter()
    yield job
    record_property("clicks", job.clicks)
    record_property("fields", job.fields)
    record_property("seconds", round(perf_counter() - started, 1))


def to_desk(job):
    job("link", "School desks")
    job("link", NAME, job.page.get_by_role("main"))


def test_a_phone_number_is_changed(job, school):
    to_desk(job)
    job.fill("Phone", PHONE, exact=True)
    job("button", "Save and confirm", job.page.locator("#contact-section"))
    expect(job.page.get_by_text("Families see it within seconds.")).to_be_visible()
    school.refresh_from_db()
    assert school.phone == PHONE
    assert (job.clicks, job.fields) == (3, 1)


def test_office_hours_are_changed(job, school):
    to_desk(job)
    for day in DAYS:
        job.fill(f"Office hours on {day}", "7:30 a.m. to 4 p.m.")
    job("button", "Save and confirm", job.page.locator("#contact-section"))
    expect(job.page.get_by_text("Families see it within seconds.")).to_be_visible()
    school.refresh_from_db()
    assert {getattr(school, f"hours_{day.lower()}") for day in DAYS} == {"07:30-16:00"}
    assert (job.clicks, job.fields) == (3, 5)


def test_a_proposal_is_approved_and_the_next_row_has_the_focus(job, school):
    for number, opened in enumerate(("2009-08-01", "2010-08-01")):
        Proposal.objects.create(
            school=[school, School.objects.get(slug="merkin")][number],
            reason="The board decided.",
            changes={"opened": {"before": f"{school.opened}", "after": opened}},
            at=timezone.now() - timedelta(days=9 - number),
        )
    job.page.reload()
    job("link", "Proposal to decide: 2")
    job.page.get_by_text("Decide here").first.click()
    job.clicks += 1
    job("button", "Approve as proposed")
    expect(job.page.get_by_text("Approved. The record has changed")).to_be_visible()
    assert job.clicks == 3
    expect(job.page.locator("#row-1")).to_be_focused()  # the other proposal, decided by keyboard alone
    for key in ("Tab", "Enter", "Tab", "Enter"):
        job.page.keyboard.press(key)
    expect(job.page.get_by_text("Nothing is waiting for the office.")).to_be_visible()
    school.refresh_from_db()
    assert f"{school.opened}" == "2009-08-01"


def test_a_reported_mistake_is_answered(job, school):
    report = MistakeReport.objects.create(school=school, language="en", text="An old phone.", email="ana@example.org")
    job.page.reload()
    job("link", "Reported mistake: 1")
    answer = job.page.get_by_role("link", name="Answer by email")
    expect(answer).to_have_attribute("href", "mailto:ana@example.org")
    job.clicks += 1  # on that link, which opens the mail program
    job("button", "Mark as handled")
    expect(job.page.get_by_text("The report is marked as handled.")).to_be_visible()
    report.refresh_from_db()
    assert report.handled
    assert job.clicks == 3


def test_overdue_schools_are_found_and_written_to(job, edith):
    job("link", "School desks")
    row = job.page.get_by_role("row").filter(has_text=NAME)
    expect(row).to_contain_text("overdue since")
    expect(row.get_by_role("link", name="edith")).to_have_attribute("href", "mailto:edith@example.org")
    job.clicks += 1  # on that link; the weekly reminder needs none
    assert job.clicks == 2


def test_an_emergency_notice_of_one_school_is_published(job, school):
    to_desk(job)
    job("link", "New notice")
    job.fill("Text in English", "The school is closed today.")
    job.fill("Text in Spanish", "La escuela está cerrada hoy.")
    job("button", "Preview notice")
    job("button", "Publish notice", exact=True)
    expect(job.page.get_by_text("Published. Families see it within seconds.")).to_be_visible()
    assert SchoolNotice.objects.get().is_shown
    assert (job.clicks, job.fields) == (5, 2)


def test_a_required_document_is_posted(job, school):
    job("link", "Post a required document")
    job.page.locator("a[href$='/postings/sarc/gertz-ressler/']").click()
    job.clicks += 1
    job("link", "Post", job.page.get_by_role("main"), exact=True)
    job.choose("File", "sarc.pdf", pdf())
    job("button", "Post", exact=True)
    expect(job.page.get_by_role("main")).to_contain_text("Current")
    assert Posting.objects.get().school == school
    assert (job.clicks, job.fields) == (4, 1)


def test_a_school_is_closed_on_a_day_ahead(job, school):
    day = timezone.localdate() + timedelta(days=90)
    to_desk(job)
    job("link", "Close school")
    job.fill("Last day", day.isoformat())
    job.fill("Why", "The board decided.")
    job("button", "Preview changes")
    job("button", "Apply all changes")
    expect(job.page.get_by_text("Done. Families see it")).to_be_visible()
    school.refresh_from_db()
    assert school.closed == day
    assert (job.clicks, job.fields) == (5, 2)


def test_a_sheet_of_28_phones_is_imported(job):
    phones = {school.slug: f"(213) 555-01{number:02}" for number, school in enumerate(School.objects.all())}
    assert len(phones) >= 28
    columns, *rows = csv.reader(ours(only=["uid", "slug", "phone"]).decode().splitlines())
    rows = [[uid, slug, phones[slug]] for uid, slug, _phone in rows]
    job("link", "Import a spreadsheet")
    job.choose("File", "schools.csv", table([columns, *rows]))
    job("button", "Preview the file")
    job.fill("Reason", "New phone system.")
    job("button", "Apply import", exact=True)
    expect(job.page.get_by_role("button", name="Undo import")).to_be_visible()
    assert dict(School.objects.values_list("slug", "phone")) == phones
    assert (job.clicks, job.fields) == (3, 2)


def test_the_proof_packet_of_a_school_is_produced(job, school):
    job("link", "Post a required document")
    job("link", "Proof packets")
    job("link", NAME, job.page.get_by_role("main"))
    with job.page.expect_download(timeout=60_000) as download:
        job("link", "PDF")
    assert download.value.suggested_filename.endswith(".pdf")
    assert job.clicks == 4
