"""The office finds everything that waits for it in one queue, and gets it by email once a week."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.users.models import UserProfile

from alliance_site.notifications.office import queue_reminders
from schools.changes.models import ChangeSet, State
from schools.desk.models import Proposal
from schools.desk.queue import Kind, items
from schools.mistakes.models import MistakeReport
from schools.models import School, Upload
from tests.html import sent_by, soup
from tests.reminders import remind
from tests.schools.people import editor_of, person

pytestmark = pytest.mark.django_db
QUEUE = "/admin/office-queue/"


@pytest.fixture
def school():
    return School.objects.get(slug="merkin")


@pytest.fixture
def office(client):
    user = person("olga", "Listings manager")
    client.force_login(user)
    return user


def propose(school, **fields):
    return Proposal.objects.create(school=school, **{"changes": {}, "reason": "The board decided."} | fields)


def of_kind(kind):
    return [item for item in items() if item.kind == kind]


def test_every_kind_is_in_the_queue_with_the_page_that_decides_it(client, office, school):
    proposal = propose(school, by=office)
    report = MistakeReport.objects.create(school=school, language="en", text="The phone is wrong.")
    batch = ChangeSet.objects.create(kind="import", name="schools.xlsx", state=State.CHECKED)
    Upload.objects.create(change_set=batch)
    ChangeSet.objects.create(kind="import", name="done.xlsx", state=State.APPLIED)
    School.objects.filter(pk=school.pk).update(details_as_of=timezone.localdate() - timedelta(days=400))
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
        assert client.get(found[0].url).status_code == 200, kind
    assert of_kind(Kind.IMPORT)[0].text == "schools.xlsx"
    assert len(of_kind(Kind.IMPORT)) == 1


def test_the_longest_waiting_comes_first_and_the_office_filters_and_sorts(client, office, school):
    propose(school, by=office)
    days = [item.since for item in items()]
    dated = [day for day in days if day]
    assert dated == sorted(dated)
    assert days[len(dated) :] == [None] * (len(days) - len(dated))
    page = soup(client.get(QUEUE, {"kind": "proposal", "sort": "school"}))
    (row,) = page.select(".desk-table tbody tr")
    assert "The board decided." in row.get_text()
    schools = [
        cell.get_text() for cell in soup(client.get(QUEUE, {"sort": "school"})).select("tbody tr td:nth-child(2)")
    ]
    assert schools == sorted(schools)
    assert client.get(QUEUE, {"kind": "nonsense", "sort": "x" * 9999, "p": "-1"}).status_code == 200


def test_a_school_with_an_editor_is_no_longer_without_one(school):
    before = len(of_kind(Kind.PEOPLE))
    editor_of(school)
    assert len(of_kind(Kind.PEOPLE)) == before - 1


@pytest.mark.parametrize("role", ["Writer", "Publisher"])
def test_nobody_else_sees_the_queue(client, role):
    client.force_login(person("someone", role))
    assert client.get(QUEUE).status_code == 302
    assert not soup(client.get("/admin/", follow=True)).select("#office-queue-section")


def test_the_home_page_counts_each_kind(client, office, school):
    propose(school, by=office)
    panel = soup(client.get("/admin/")).select_one("#office-queue-section")
    assert "Proposal to decide: 1" in panel.get_text()
    assert panel.select_one("a[href$='?kind=proposal']")


def in_place(client, action: str) -> dict:
    """What the queue's form with this address sends."""
    return sent_by(soup(client.get(QUEUE)).select_one(f"form[action='{action}']"))


def test_a_proposal_is_approved_in_the_queue_unless_the_record_has_changed(client, office, school):
    proposal = propose(school, changes={"opened": {"before": f"{school.opened}", "after": "2009-08-01"}})
    address = reverse("school_desk_approve", args=[school.slug, proposal.pk])
    data = in_place(client, address)
    School.objects.filter(pk=school.pk).update(opened="2001-08-01")
    answer = client.post(address, data)
    assert answer.status_code == 422
    assert "Someone changed the record while you were looking at this" in answer.content.decode()
    answer = client.post(address, in_place(client, address))
    assert answer.url.startswith(f"{QUEUE}#row-")
    school.refresh_from_db()
    assert f"{school.opened}" == "2009-08-01"
    assert of_kind(Kind.PROPOSAL) == []


def test_after_a_decision_the_next_row_is_at_its_place_with_the_same_filter(client, office, school):
    changes = {"opened": {"before": f"{school.opened}", "after": "2009-08-01"}}
    for days in (3, 2, 1):
        propose(school, changes=changes, at=timezone.now() - timedelta(days=days), reason=f"{days} days ago")
    query = {"kind": "proposal", "sort": "since"}
    second = soup(client.get(QUEUE, query)).select_one("tr:has(#row-2)")
    assert "2 days ago" in second.get_text()
    form = second.select_one("form")
    answer = client.post(form["action"], sent_by(form))
    assert answer.url == f"{QUEUE}?kind=proposal&sort=since#row-2"
    next_row = soup(client.get(answer.url)).select_one("tr:has(#row-2)")
    assert "1 days ago" in next_row.get_text()
    page = next_row.select_one(".button-secondary")["href"]
    form = soup(client.get(page)).select_one("#return-section form")
    returned = client.post(form["action"], sent_by(form) | {"return-comment": "Not yet."})
    assert returned.url == f"{QUEUE}?kind=proposal&sort=since#row-2"
    elsewhere = client.post(form["action"], {"next": "https://elsewhere.example/", "return-comment": "Not yet."})
    assert "elsewhere" not in elsewhere.headers.get("Location", "")


def test_an_address_is_decided_on_the_proposals_page_which_asks_whether_it_is_a_move(client, office, school):
    propose(school, changes={"street": {"before": school.campus.street, "after": "1 New Street"}})
    assert not soup(client.get(QUEUE)).select(".desk-table details")


def test_a_mistake_is_marked_as_handled_in_the_queue_by_the_office_only(client, office, school):
    report = MistakeReport.objects.create(school=school, language="en", text="The phone is wrong.")
    address = reverse("office_queue_handled", args=[report.pk])
    assert client.get(address).status_code == 405
    assert client.post(reverse("office_queue_handled", args=[0])).status_code == 404
    client.force_login(editor_of(school))
    assert client.post(address).status_code == 403
    report.refresh_from_db()
    assert not report.handled
    client.force_login(office)
    assert client.post(address, in_place(client, address)).url.startswith(f"{QUEUE}#row-")
    report.refresh_from_db()
    assert (report.handled, report.handled_by) == (True, office)
    client.force_login(person("otto", "Listings manager"))
    client.post(address)
    report.refresh_from_db()
    assert report.handled_by == office
    assert of_kind(Kind.MISTAKE) == []


def test_one_proposal_or_many_take_the_same_queries(client, office, school):
    def count():
        with CaptureQueriesContext(connection) as queries:
            client.get(QUEUE)
        return len(queries)

    propose(school, by=office)
    one = count()
    for slug in School.objects.open_today().values_list("slug", flat=True)[:10]:
        own = School.objects.get(slug=slug)
        propose(own, changes={"opened": {"before": f"{own.opened}", "after": "2009-08-01"}})
        MistakeReport.objects.create(school=School.objects.get(slug=slug), language="es", text="Falta.")
    assert count() == one


def test_the_office_gets_the_queue_once_a_week_in_its_language(office, school):
    UserProfile.objects.create(user=office, preferred_language="es")
    propose(school)
    assert [remind(queue_reminders), remind(queue_reminders)] == [1, 0]
    (message,) = mail.outbox
    assert message.to == [office.email]
    assert "Propuesta por decidir: 1" in message.body
    assert QUEUE in message.body
