"""The calendar of due dates: what a person can see, without signing in, until they lose their access."""

import re
from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from icalendar import Calendar

from schools.models import Requirement, School
from schools.postings.due_calendar import address
from tests.schools.people import editor_of
from tests.schools.postings.samples import person, post, requirement, school
from toolkit.monitoring import logs

pytestmark = pytest.mark.django_db


def events(client, user):
    """The events as (title, date) pairs."""
    response = client.get(address(user))
    assert response["Content-Type"].startswith("text/calendar")
    assert "no-store" in response["Cache-Control"]
    found = Calendar.from_ical(response.content).walk("VEVENT")
    assert len({event["uid"] for event in found}) == len(found)
    assert b"Overdue" not in response.content
    return {(str(event["summary"]), event["dtstart"].dt) for event in found}


def test_it_has_every_date_that_is_due_also_of_what_was_never_posted(client):
    keep = ["sarc", "lcap", "complaint-notice", "title-ix-state"]
    Requirement.objects.exclude(code__in=keep).update(in_use=False)
    School.objects.exclude(slug__in=["gertz-ressler", "merkin"]).update(closed=date(2020, 6, 30))
    post("sarc", school_year="2020-21")
    post("title-ix-state", contact="Coordinator", languages=["en", "es"], days=20)
    today, name = timezone.localdate(), "Gertz-Ressler High School"
    found = events(client, editor_of(school()))
    report, plan = requirement("sarc"), requirement("lcap")
    wanted = {
        (f"{report}, {name}", date(2023, 2, 1)),  # the first that was missed, and the next one
        (f"{report}, {name}", report.coming_date(today)),
        (f"{plan}, {name}", plan.coming_date(today)),
        (f"{requirement('title-ix-state')}, {name}", today + timedelta(days=20)),
        (f"{name}: 1 posting without a date", today),
    }
    assert wanted <= found
    assert {title.rpartition(", ")[0] for title, _day in found - wanted} <= {str(plan)}  # of July, if it has passed
    of_all = events(client, person())
    assert found < of_all
    assert ("The network: 1 posting without a date", today) in of_all
    assert any("Merkin" in title for title, _day in of_all)


def test_its_address_ends_with_the_password_the_account_or_the_role(client):
    user = person()
    url = address(user)
    assert re.fullmatch(r"/due-dates/\S+\.ics", urlsplit(url).path)
    assert logs.address(urlsplit(url).path) == "/due-dates/"  # so it is in no log
    assert client.get(url).status_code == 200
    for wrong in (url[:-8] + "x.ics", "/due-dates/a:b.ics"):
        assert client.get(wrong).status_code == 404
    user.set_password("another long password 42")
    user.save()
    assert client.get(url).status_code == 404
    url = address(user)
    user.groups.clear()
    assert client.get(url).status_code == 404
    user.is_active = False
    user.save()
    assert client.get(url).status_code == 404
