"""Reminders: one email with everything due, to the right people, in their language, and not every day."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from wagtail.users.models import UserProfile

from alliance_site import jobs
from alliance_site.notifications import postings
from schools.models import PostingReminder, Requirement
from tests.schools.postings.samples import person, post
from toolkit.worker import schedule

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _few():
    """Only one of the network's requirements is in use."""
    Requirement.objects.exclude(code="selpa").update(in_use=False)


def later(days):
    for one in PostingReminder.objects.all():
        one.told_at -= timedelta(days=days)
        one.save()


def pass_days(monkeypatch, days):
    day = timezone.localdate() + timedelta(days=days)
    monkeypatch.setattr(timezone, "localdate", lambda *_: day)


def test_one_mail_tells_everything_to_who_keeps_the_listings():
    Requirement.objects.filter(code="form-990").update(in_use=True)
    keeper = person()
    person("Publisher", "publisher")
    person(None, "admin", is_superuser=True)
    assert postings.remind() == 1
    (sent,) = mail.outbox
    assert sent.to == [keeper.email]
    assert sent.subject == "2 required documents to post"
    assert "Special education" in sent.body
    assert "Form 990" in sent.body
    assert "/admin/postings/due/" in sent.body
    assert "/admin/postings/selpa/network/" in sent.body


def test_without_somebody_who_keeps_them_the_site_admins_are_told():
    admin = person(None, "admin", is_superuser=True)
    assert postings.remind() == 1
    assert mail.outbox[0].to == [admin.email]


def test_the_same_is_not_told_again_before_a_month_has_passed():
    person()
    assert postings.remind() == 1
    assert postings.remind() == 0
    later(7)
    assert postings.remind() == 0
    later(21)
    assert postings.remind() == 1


def test_something_new_is_told_in_the_next_week_and_marked():
    person()
    postings.remind()
    Requirement.objects.filter(code="form-990").update(in_use=True)
    assert postings.remind() == 0  # an email was sent this week
    later(7)
    assert postings.remind() == 1
    lines = [line for line in mail.outbox[1].body.splitlines() if line.startswith("- ")]
    assert [("(new)" in line) for line in lines if "990" in line] == [True]
    assert [("(new)" in line) for line in lines if "Special" in line] == [False]


def test_what_becomes_overdue_is_new_again():
    person()
    made = post("selpa", None, url="https://example.org/plan", days=10)
    assert postings.remind() == 1
    later(7)
    assert postings.remind() == 0
    made.next_check = timezone.localdate() - timedelta(days=1)
    made.save()
    assert postings.remind() == 1


def test_nothing_due_sends_nothing():
    person()
    post("selpa", None, url="https://example.org/plan", days=200)
    assert postings.remind() == 0


def test_a_named_person_is_told_instead_unless_they_left():
    keeper, named = person(), person("Publisher", "named")
    Requirement.objects.filter(code="selpa").update(person=named)
    postings.remind()
    assert [one.to for one in mail.outbox] == [[named.email]]
    named.is_active = False
    named.save()
    postings.remind()
    assert mail.outbox[1].to == [keeper.email]


def test_it_is_in_the_language_of_the_account():
    UserProfile.objects.create(user=person(), preferred_language="es")
    postings.remind()
    (sent,) = mail.outbox
    assert "Educación especial" in sent.body
    assert "Todavía no hay nada publicado." in sent.body
    assert "required" not in sent.subject


def test_a_mail_that_fails_is_tried_again(monkeypatch):
    person()
    monkeypatch.setattr("toolkit.mail.send", lambda *args, **kwargs: 1 / 0)
    assert postings.remind() == 0
    monkeypatch.undo()
    assert postings.remind() == 1


def test_very_many_are_counted_instead_of_listed():
    Requirement.objects.update(in_use=True)
    person()
    postings.remind()
    (sent,) = mail.outbox
    assert sent.body.count("\n- ") == postings.SHOWN
    assert "more." in sent.body


def test_what_is_long_overdue_goes_to_the_next_person_once_in_four_weeks():
    named, following = person("Publisher", "named"), person("Publisher", "following")
    Requirement.objects.filter(code="selpa").update(person=named, next_person=following)
    made = post("selpa", None, url="https://example.org/plan", days=-10)
    assert postings.escalate() == 0
    made.next_check = timezone.localdate() - postings.LONG
    made.save()
    assert postings.escalate() == 1
    assert postings.escalate() == 0
    (sent,) = mail.outbox
    assert sent.to == [following.email]
    assert sent.subject == "1 required document is long overdue"


@pytest.mark.parametrize(("is_named", "count"), [(True, 1), (False, 0)])
def test_without_a_next_person_it_goes_to_the_office_unless_the_office_is_reminded_anyway(monkeypatch, is_named, count):
    keeper = person()
    Requirement.objects.filter(code="selpa").update(person=person("Publisher", "named") if is_named else None)
    assert postings.escalate() == 0
    pass_days(monkeypatch, 30)
    assert postings.escalate() == count
    assert [one.to for one in mail.outbox] == [[keeper.email]] * count


def test_a_file_that_is_no_longer_public_is_long_overdue_thirty_days_after_it_was_found(monkeypatch):
    person()
    Requirement.objects.filter(code="selpa").update(person=person("Publisher", "named"))
    made = post("selpa", None)
    made.document.collection = made.document.collection.add_child(name="Private")
    made.document.save()
    restriction = made.document.collection.view_restrictions.create(restriction_type="login")
    assert postings.escalate() == 0
    pass_days(monkeypatch, 29)
    assert postings.escalate() == 0
    restriction.delete()
    assert postings.escalate() == 0  # public again, so the days start over
    restriction.save(force_insert=True)
    pass_days(monkeypatch, 1)
    assert postings.escalate() == 0
    pass_days(monkeypatch, 30)
    assert postings.escalate() == 1


def test_the_worker_does_it_each_week_but_not_by_night(monkeypatch):
    assert schedule.jobs()[jobs.remind_of_postings] == "0 7 * * mon"
    person()
    monkeypatch.setattr(jobs, "is_for_mail", lambda now: False)
    jobs.remind_of_postings.func()
    assert not mail.outbox
    monkeypatch.setattr(jobs, "is_for_mail", lambda now: True)
    jobs.remind_of_postings.func()
    assert len(mail.outbox) == 1
