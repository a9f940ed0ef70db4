"""The calendar of due dates: what a person can see, without signing in, until they lose their access."""

import re
from urllib.parse import urlsplit

import pytest
from icalendar import Calendar

from schools.postings.due_calendar import address
from tests.schools.people import editor_of
from tests.schools.postings.samples import person, post, school
from toolkit.monitoring import logs

pytestmark = pytest.mark.django_db


def titles(client, url):
    response = client.get(url)
    assert response["Content-Type"].startswith("text/calendar")
    assert "no-store" in response["Cache-Control"]
    return {str(event["summary"]) for event in Calendar.from_ical(response.content).walk("VEVENT")}


def test_the_office_gets_every_due_date_and_a_school_its_own(client):
    post(days=20)
    post("lcap", "kory-hunter")
    post("form-990", None)
    assert len(titles(client, address(person()))) == 3
    mine = titles(client, address(editor_of(school())))
    assert len(mine) == 1
    assert mine.pop().startswith("School Accountability Report Card, ")


def test_it_has_no_statuses(client):
    post(days=20)
    assert b"Due in 30" not in client.get(address(person())).content


def test_its_address_ends_with_the_password_the_account_or_the_role(client):
    user = person()
    url = address(user)
    assert client.get(url).status_code == 200
    user.set_password("another long password 42")
    user.save()
    assert client.get(url).status_code == 404
    url = address(user)
    user.groups.clear()
    assert client.get(url).status_code == 404
    user.is_active = False
    user.save()
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("change", [lambda url: url[:-8] + "x.ics", lambda url: "/due-dates/a:b.ics"])
def test_other_addresses_are_not_found(client, change):
    assert client.get(change(address(person()))).status_code == 404


def test_its_address_is_in_no_log():
    path = urlsplit(address(person())).path
    assert logs.address(path) == "/due-dates/"
    assert re.match(r"/due-dates/\S+\.ics$", path)
