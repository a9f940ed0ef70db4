"""The office's ten most common jobs, from the editor's home to the end, in few clicks (quality/README.md).

On the way, pages that only a form leads to are looked at, as test_staff_pages.py looks at the others.

With `--junit-xml=FILE`, pytest writes clicks, fields, and seconds of each job into the file.
"""

import csv
from datetime import timedelta
from time import perf_counter
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from schools.models import MistakeReport, Proposal, School
from tests.schools.exchange.files import ours, table
from tests.schools.postings.samples import pdf

from .staff import Hand

NAME, PHONE = "Gertz-Ressler High School", "(213) 555-0142"


class Job(Hand):
    """Clicks and fills from the editor's home, and counts both."""

    def __init__(self, page, home, record, look):
        super().__init__(page)
        self.home, self.record, self.look = home, record, look

    def start(self):
        self.page.goto(self.home)
        self.clicks, self.fields, self.started = 0, 0, perf_counter()

    def end(self, name, clicks, fields=0):
        """Report the job of this name, and check how many clicks and fields it took."""
        seconds = round(perf_counter() - self.started, 1)
        self.record(name, f"{self.clicks} clicks, {self.fields} fields, {seconds} s")
        assert (self.clicks, self.fields) == (clicks, fields), name

    def seen(self):
        """The page has no barriers and fits; that look takes none of the job's time."""
        begun = perf_counter()
        self.look()
        self.started += perf_counter() - begun

    def fill(self, label, text, inside=None, **options):
        (inside or self.page).get_by_label(label, **options).first.fill(text)
        self.fields += 1

    def choose(self, label, name, data):
        file = {"name": name, "mimeType": "application/octet-stream", "buffer": data}
        self.page.get_by_label(label).first.set_input_files(file)
        self.fields += 1

    def to_desk(self):
        self.start()
        self("link", "School desks")
        self("link", NAME, self.page.get_by_role("main"))


@pytest.fixture
def job(sign_in, site_url, school, record_property, look):
    """A Listings manager's jobs."""
    return Job(sign_in("Listings manager"), f"{site_url}/admin/", record_property, look)


def test_a_school_changes_its_phone_and_hours_publishes_a_notice_and_closes(job):
    job.to_desk()
    job.fill("Phone", PHONE, exact=True)
    job("button", "Save and confirm", job.page.locator("#contact-section"))
    expect(job.page.get_by_text("Families see it within seconds.")).to_be_visible()
    job.end("a phone number", 3, 1)

    job.to_desk()
    job.fill("Office hours, Monday to Friday", "7:30 a.m. to 4 p.m.")
    job("button", "Save and confirm", job.page.locator("#contact-section"))
    expect(job.page.get_by_text("Families see it within seconds.")).to_be_visible()
    job.end("office hours", 3, 1)

    job.to_desk()
    job("link", "New notice")
    job.fill("Text: English", "The school is closed today.")
    job.fill("Text: Spanish", "La escuela está cerrada hoy.")
    job("button", "Preview notice")
    job.seen()
    frame = job.page.frame_locator("iframe[title='Preview in English']")
    color = frame.locator(".announcement").evaluate("box => getComputedStyle(box).backgroundColor")
    assert color not in ("rgba(0, 0, 0, 0)", "rgb(255, 255, 255)")  # the public stylesheet applies
    job("button", "Publish notice", exact=True)
    expect(job.page.get_by_text("Published. Families see it within seconds.")).to_be_visible()
    job.end("an emergency notice", 5, 2)

    day = timezone.localdate() + timedelta(days=90)
    job.to_desk()
    job("link", "Close school")
    job.seen()
    job.fill("Last day", day.isoformat())
    job.fill("Why", "The board decided.")
    job("button", "Preview changes")
    job.seen()
    job("button", "Apply all changes")
    expect(job.page.get_by_text("Done. Families see it")).to_be_visible()
    job.end("a closure on a day ahead", 5, 2)
    job.look(urlsplit(job.page.url).path)  # without the message, which fades in
    job("button", "Preview the undo")
    expect(job.page.get_by_role("button", name="Undo this change")).to_be_visible()
    job.look()


def test_the_office_works_through_what_is_waiting(job, school, edith):
    for number, opened in enumerate(("2009-08-01", "2010-08-01")):
        Proposal.objects.create(
            school=[school, School.objects.get(slug="merkin")][number],
            reason="The board decided.",
            changes={"opened": {"before": f"{school.opened}", "after": opened}},
            at=timezone.now() - timedelta(days=9 - number),
        )
    job.start()
    job("link", "Proposal to decide: 2")
    job.page.get_by_text("Decide here").first.click()
    job.clicks += 1
    job("button", "Approve as proposed")
    expect(job.page.get_by_text("Approved. The record has changed")).to_be_visible()
    job.end("a proposal", 3)
    expect(job.page.locator("#row-1")).to_be_focused()  # the other proposal, decided by keyboard alone
    for key in ("Tab", "Enter", "Tab", "Enter"):
        job.page.keyboard.press(key)
    expect(job.page.get_by_text("Nothing is waiting for the office.")).to_be_visible()
    school.refresh_from_db()
    assert f"{school.opened}" == "2009-08-01"

    MistakeReport.objects.create(school=school, language="en", text="An old phone.", email="ana@example.org")
    job.start()
    job("link", "Reported mistake: 1")
    answer = job.page.get_by_role("link", name="Answer by email")
    expect(answer).to_have_attribute("href", "mailto:ana@example.org")
    job.clicks += 1  # on that link, which opens the mail program
    job("button", "Mark as handled")
    expect(job.page.get_by_text("The report is marked as handled.")).to_be_visible()
    job.end("a reported mistake", 3)

    job.start()
    job("link", "School desks")
    row = job.page.get_by_role("row").filter(has_text=NAME)
    expect(row).to_contain_text("overdue since")
    expect(row.get_by_role("link", name="edith")).to_have_attribute("href", "mailto:edith@example.org")
    job.clicks += 1  # on that link; the weekly reminder needs none
    job.end("an overdue school", 2)


def test_a_document_is_posted_and_proved_and_28_phones_are_imported(job):
    job.start()
    job("link", "Post a required document")
    job.page.locator("a[href$='/postings/sarc/gertz-ressler/']").click()
    job.clicks += 1
    job("link", "Post", job.page.get_by_role("main"), exact=True)
    job.choose("File", "sarc.pdf", pdf())
    job("button", "Post", exact=True)
    expect(job.page.get_by_role("main")).to_contain_text("Current")
    job.end("a required document", 4, 1)

    job.start()
    job("link", "Post a required document")
    job("link", "Proof packets")
    job("link", NAME, job.page.get_by_role("main"))
    with job.page.expect_download(timeout=60_000) as download:
        job("link", "PDF")
    assert download.value.suggested_filename.endswith(".pdf")
    job.end("a proof packet", 4)

    phones = {school.slug: f"(213) 555-01{number:02}" for number, school in enumerate(School.objects.all())}
    assert len(phones) >= 28
    columns, *rows = csv.reader(ours(only=["uid", "slug", "phone"]).decode().splitlines())
    rows = [[uid, slug, phones[slug]] for uid, slug, _phone in rows]
    job.start()
    job("link", "Import a spreadsheet")
    job.choose("File", "schools.csv", table([columns, *rows]))
    job("button", "Preview the file")
    job.fill("Reason", "New phone system.")
    job("button", "Apply import", exact=True)
    expect(job.page.get_by_role("button", name="Undo import")).to_be_visible()
    assert dict(School.objects.values_list("slug", "phone")) == phones
    job.end("28 phone numbers", 3, 2)
