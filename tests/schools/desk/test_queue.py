"""The office finds everything that waits for it in one queue, and gets it by email once a week."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from alliance_site.notifications import postings
from alliance_site.notifications.office import confirmation_reminders, enrollment_reminders, queue_reminders
from schools.changes.models import ChangeSet, State
from schools.desk.models import Proposal
from schools.desk.queue import COUNTED, Kind, items
from schools.mistakes.models import MistakeReport
from schools.models import School, Upload
from tests.factories import reread
from tests.html import sent_by, soup
from tests.reminders import remind
from tests.schools.people import person

pytestmark = pytest.mark.django_db
QUEUE = "/admin/office-queue/"


def propose(school, **fields):
    return Proposal.objects.create(school=school, **{"changes": {}, "reason": "The board decided."} | fields)


def of_kind(kind):
    return [item for item in items() if item.kind == kind]


def test_every_kind_is_in_the_queue_with_the_page_that_decides_it(office, manager, school):
    proposal = propose(school, by=manager)
    report = MistakeReport.objects.create(school=school, language="en", text="The phone is wrong.")
    batch = ChangeSet.objects.create(kind="import", name="schools.xlsx", state=State.CHECKED)
    Upload.objects.create(change_set=batch)
    ChangeSet.objects.create(kind="import", name="done.xlsx", state=State.APPLIED)
    nothing = {"counts": {"changed": 0, "unchanged": 9}}
    ChangeSet.objects.create(kind="import", name="same.xlsx", state=State.CHECKED, preview=nothing)
    School.objects.filter(pk=school.pk).update(details_as_of="2020-01-01")
    expected = {
        Kind.PROPOSAL: reverse("school_desk_proposal", args=[school.slug, proposal.pk]),
        Kind.MISTAKE: reverse("wagtailsnippets_schools_mistakereport:edit", args=[report.pk]),
        Kind.IMPORT: reverse("schools_import", args=[batch.pk]),
        Kind.CONFIRMATION: reverse("school_desk", args=[school.slug]),
        Kind.POSTING: f"{reverse('postings_due')}?school={school.slug}",
        Kind.PEOPLE: reverse("school_desk", args=[school.slug]),
    }
    for kind, url in expected.items():
        found = [item for item in of_kind(kind) if item.url == url]
        assert len(found) == 1, kind
        assert office.get(found[0].url).status_code == 200, kind
    assert [item.text for item in of_kind(Kind.IMPORT)] == ["schools.xlsx"]
    panel = soup(office.get("/admin/")).select_one("#office-queue-section")
    assert "Proposal to decide: 1" in panel.get_text()
    assert panel.select_one("a[href$='?kind=proposal']")


def test_what_people_sent_today_comes_first_and_the_rest_is_counted_by_kind(office, manager, school):
    for days in (9, 0, 20):
        propose(school, by=manager, at=timezone.now() - timedelta(days=days), reason=f"{days} days ago")
    kinds = [item.kind for item in items()]
    assert kinds[:3] == [Kind.PROPOSAL] * 3
    assert set(kinds[3:]) == {*COUNTED}
    rows = soup(office.get(QUEUE)).select(".desk-table tbody tr")
    shown = [" ".join(row.get_text(" ").split()) for row in rows]
    assert len(rows) == 3 + len(COUNTED)
    for row, days in zip(shown, (0, 20, 9), strict=False):
        assert f"{days} days ago" in row
    for kind, row in zip(COUNTED, shown[3:], strict=True):
        assert f"{len(of_kind(kind))} in all" in row
    assert len(soup(office.get(rows[3].a["href"])).select(".desk-table tbody tr")) == len(of_kind(COUNTED[0]))
    page = soup(office.get(QUEUE, {"kind": "people", "sort": "school"}))
    schools = [cell.get_text() for cell in page.select("tbody tr td:nth-child(2)")]
    assert schools == sorted(schools)
    assert office.get(QUEUE, {"kind": "nonsense", "sort": "x" * 9999, "p": "-1"}).status_code == 200
    Proposal.objects.update(changes={"street": {"before": school.campus.street, "after": "1 New Street"}})
    assert not soup(office.get(QUEUE)).select(".desk-table details")  # an address is decided on its own page


def test_after_a_decision_the_next_row_is_at_its_place_with_the_same_filter(office, manager, school):
    changes = {"opened": {"before": f"{school.opened}", "after": "2009-08-01"}}
    for days in (3, 2, 1):
        propose(school, changes=changes, at=timezone.now() - timedelta(days=days), reason=f"{days} days ago")
    second = soup(office.get(QUEUE, {"kind": "proposal", "sort": "since"})).select_one("tr:has(#row-2)")
    assert "2 days ago" in second.get_text()
    form = second.select_one("form")
    answer = office.post(form["action"], sent_by(form))
    assert answer.url == f"{QUEUE}?kind=proposal&sort=since#row-2"
    next_row = soup(office.get(answer.url)).select_one("tr:has(#row-2)")
    assert "1 days ago" in next_row.get_text()
    page = next_row.select_one(".button-secondary")["href"]
    form = soup(office.get(page)).select_one("#return-section form")
    returned = office.post(form["action"], sent_by(form) | {"return-comment": "Not yet."})
    assert returned.url == f"{QUEUE}?kind=proposal&sort=since#row-2"
    elsewhere = office.post(form["action"], {"next": "https://elsewhere.example/", "return-comment": "Not yet."})
    assert "elsewhere" not in elsewhere.headers.get("Location", "")


def test_a_mistake_is_marked_as_handled_in_the_queue(office, manager, school):
    """By the office only: tests/alliance_site/staff/test_isolation.py, tests/schools/test_roles.py."""
    report = MistakeReport.objects.create(school=school, language="en", text="The phone is wrong.")
    address = reverse("office_queue_handled", args=[report.pk])
    assert office.get(address).status_code == 405
    assert office.post(reverse("office_queue_handled", args=[0])).status_code == 404
    form = soup(office.get(QUEUE)).select_one(f"form[action='{address}']")
    assert office.post(address, sent_by(form)).url.startswith(f"{QUEUE}#row-")
    assert (reread(report).handled, reread(report).handled_by) == (True, manager)
    office.force_login(person("otto", "Listings manager"))
    office.post(address)
    assert reread(report).handled_by == manager
    assert of_kind(Kind.MISTAKE) == []


def test_the_first_mail_has_numbers_and_links_in_under_two_hundred_words(manager, school, mailoutbox):
    propose(school)
    remind(queue_reminders, confirmation_reminders, postings.reminders, enrollment_reminders)
    (message,) = mailoutbox
    assert len(message.body.split()) < 200
    for said in ("Proposal to decide: 1", "Required postings: ", reverse("school_desks"), reverse("postings_due")):
        assert said in message.body
