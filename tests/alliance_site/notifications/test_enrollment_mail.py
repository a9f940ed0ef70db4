"""The office is reminded each season until the dates of the next school year are there."""

from datetime import date

import pytest
from django.core import mail
from django.utils import timezone

from alliance_site.notifications import office
from schools.models import EnrollmentSeason
from tests.reminders import remind
from tests.schools.people import person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("day", [date(2030, 9, 2), date(2030, 12, 2), date(2031, 5, 5)])
def test_a_missing_season_is_asked_for_once_but_not_in_summer(monkeypatch, day):
    person("olga", "Listings manager")
    person("paul", "Publisher")
    monkeypatch.setattr(timezone, "localdate", lambda: date(2030, 7, 15))
    assert remind(office.enrollment_reminders) == 0
    monkeypatch.setattr(timezone, "localdate", lambda: day)
    assert [remind(office.enrollment_reminders), remind(office.enrollment_reminders)] == [1, 0]
    (message,) = mail.outbox
    assert message.to == ["olga@example.org"]
    assert message.subject == "Enrollment dates for 2031–32 are missing"
    assert "/admin/snippets/schools/enrollmentseason/add/" in message.body
    person("otto", "Listings manager")
    EnrollmentSeason.objects.create(year="2031-32", status="open")
    assert remind(office.enrollment_reminders) == 0
