"""Reminders: one email with everything due, to the right people, in their language, and not every day."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from alliance_site.notifications import digest, postings
from schools.models import Requirement
from tests.reminders import body, remind
from tests.schools.postings.samples import person, post

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _few():
    """Only one of the network's requirements is in use."""
    Requirement.objects.exclude(code="selpa").update(in_use=False)


def pass_days(monkeypatch, days):
    day = timezone.localdate() + timedelta(days=days)
    monkeypatch.setattr(timezone, "localdate", lambda *_: day)


@pytest.fixture
def escalated(monkeypatch):
    """Sends the reminders after days; returns address and subject of the mails with what is long overdue."""

    def after(days=0):
        pass_days(monkeypatch, days)
        mail.outbox.clear()
        remind(postings.reminders)
        return [(one.to[0], one.subject) for one in mail.outbox if "long overdue" in one.subject]

    return after


def test_one_mail_tells_everything_to_who_keeps_the_listings_in_their_language():
    Requirement.objects.filter(code="form-990").update(in_use=True)
    admin = person(None, "admin", is_superuser=True)
    assert remind(postings.reminders) == 1
    assert mail.outbox.pop().to == [admin.email]  # nobody keeps them yet
    keeper = person()
    person("Publisher", "publisher")
    assert remind(postings.reminders) == 1
    sent = mail.outbox.pop()
    assert sent.to == [keeper.email]
    assert sent.subject == "2 required documents to post"
    text = body(sent)
    places = [text.index(part) for part in ("law says: on the website", "Special", "law says: adopt", "Form 990")]
    assert places == sorted(places)
    for part in ("Not posted yet", "/admin/postings/due/", "/admin/postings/selpa/network/"):
        assert part in text
    person(name="olga", language="es")
    assert remind(postings.reminders) == 1
    sent = mail.outbox.pop()
    for part in ("Educación especial", "Sin publicar", "La ley dice: en el sitio web"):
        assert part in body(sent)
    Requirement.objects.update(in_use=True)
    person(name="oscar")
    assert remind(postings.reminders) == 1
    assert mail.outbox.pop().body.count("\n- ") == digest.SHOWN  # the others are counted


def test_what_is_new_is_marked_and_what_becomes_overdue_is_new_again(monkeypatch):
    person()
    made = post("selpa", None, url="https://example.org/plan", days=20)
    remind(postings.reminders)
    Requirement.objects.filter(code="form-990").update(in_use=True)
    pass_days(monkeypatch, 7)
    assert remind(postings.reminders) == 1
    lines = [line for line in mail.outbox[1].body.splitlines() if line.startswith("- ")]
    assert [("(new)" in line) for line in lines if "990" in line] == [True]
    assert [("(new)" in line) for line in lines if "Special" in line] == [False]
    pass_days(monkeypatch, 7)
    made.next_check = timezone.localdate() - timedelta(days=1)
    made.save()
    assert remind(postings.reminders) == 1


def test_a_named_person_is_told_instead_unless_they_left_and_nobody_of_what_is_not_due():
    keeper, named = person(), person("Publisher", "named")
    Requirement.objects.filter(code="selpa").update(person=named)
    remind(postings.reminders)
    assert [one.to for one in mail.outbox] == [[named.email]]
    named.is_active = False
    named.save()
    remind(postings.reminders)
    assert mail.outbox[1].to == [keeper.email]
    post("selpa", None, url="https://example.org/plan", days=200)
    assert remind(postings.reminders) == 0


def test_what_is_long_overdue_goes_to_the_next_person_once_in_four_weeks(escalated):
    named, following = person("Publisher", "named"), person("Publisher", "following")
    Requirement.objects.filter(code="selpa").update(person=named, next_person=following)
    post("selpa", None, url="https://example.org/plan", days=-10)
    found = [escalated(), escalated(postings.LONG.days - 10), escalated()]
    assert found == [[], [(following.email, "1 required document is long overdue")], []]


@pytest.mark.parametrize(("is_named", "count"), [(True, 1), (False, 0)])
def test_without_a_next_person_it_goes_to_the_office_unless_the_office_is_reminded_anyway(escalated, is_named, count):
    keeper = person()
    Requirement.objects.filter(code="selpa").update(person=person("Publisher", "named") if is_named else None)
    assert escalated() == []
    assert [to for to, _subject in escalated(30)] == [keeper.email] * count


def test_a_yearly_date_before_the_first_reminder_makes_nothing_long_overdue(escalated):
    """On first set-up, nobody's manager hears of dates that have passed, until people were reminded for 30 days."""
    person()
    today = timezone.localdate()
    first = date(today.year - (today.month < 7), 7, 1)
    Requirement.objects.filter(code="selpa").update(
        person=person("Publisher", "named"), cycle="fixed", due_month=first.month, due_day=first.day
    )
    assert [len(escalated(days)) for days in ((first - today).days + 100, 30)] == [0, 1]


def test_a_file_that_is_no_longer_public_is_long_overdue_thirty_days_after_the_first_reminder(escalated):
    person()
    Requirement.objects.filter(code="selpa").update(person=person("Publisher", "named"))
    made = post("selpa", None)
    made.document.collection = made.document.collection.add_child(name="Private")
    made.document.save()
    restriction = made.document.collection.view_restrictions.create(restriction_type="login")
    assert escalated() == escalated(29) == []
    restriction.delete()
    assert escalated() == []  # public again, so the days start over
    restriction.save(force_insert=True)
    assert [len(escalated(days)) for days in (6, 30)] == [0, 1]  # the next reminder, and 30 days later
