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


@pytest.fixture(autouse=True)
def _office():
    person("olga", "Listings manager")
    person("paul", "Publisher")


def on(monkeypatch, day: date) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda: day)


@pytest.mark.parametrize(
    ("day", "year"), [(date(2030, 9, 2), "2031–32"), (date(2030, 12, 2), "2031–32"), (date(2031, 5, 5), "2031–32")]
)
def test_a_missing_season_is_asked_for_once(monkeypatch, day, year):
    on(monkeypatch, day)
    assert [remind(office.enrollment_reminders), remind(office.enrollment_reminders)] == [1, 0]
    (message,) = mail.outbox
    assert message.to == ["olga@example.org"]
    assert message.subject == f"Enrollment dates for {year} are missing"
    assert "/admin/snippets/schools/enrollmentseason/add/" in message.body


def test_a_season_that_is_set_is_not_asked_for(monkeypatch):
    on(monkeypatch, date(2030, 12, 2))
    EnrollmentSeason.objects.create(year="2031-32", status="open")
    assert remind(office.enrollment_reminders) == 0


def test_nobody_is_asked_in_summer(monkeypatch):
    on(monkeypatch, date(2030, 7, 15))
    assert remind(office.enrollment_reminders) == 0
