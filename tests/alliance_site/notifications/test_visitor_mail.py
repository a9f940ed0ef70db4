"""Visitors cannot fill a mailbox through the site, and nothing they send is lost."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import caches
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from alliance_site.notifications.visitors import send_mistake_mails
from pages.models import FormAnswer, FormPage
from pages.models.form import answered
from schools.models import MistakeReport, School
from tests.factories import home
from tests.jobs import work
from tests.schools.people import person

pytestmark = pytest.mark.django_db
MOMENT = timezone.localtime().replace(hour=9, minute=12, second=0, microsecond=0) + timedelta(days=1)


@pytest.fixture(autouse=True)
def keeper():
    caches["visitor_limits"].clear()
    return person("keeper", "Listings manager")


def report(number: int, email=""):
    created = MOMENT + timedelta(seconds=number)
    said = {"text": str(number), "email": email, "language": "en"}
    send_mistake_mails(MistakeReport.objects.create(school=School.objects.first(), created=created, **said))


def form(notify=""):
    email = {"type": "email", "id": "e", "value": {"label": "Your email", "required": False}}
    texts = {"title": "Interest list", "thanks": "Thanks.", "confirmation": "Yes."}
    page = FormPage(slug="interest", notify=notify, days=30, questions=[email], **texts)
    return home().add_child(instance=page)


def answer(page, email=""):
    new = FormAnswer.objects.create(page=page, form_data={"e": email}, language="en", delete_on=timezone.localdate())
    FormAnswer.objects.update(submit_time=MOMENT + timedelta(seconds=3))
    answered.send(FormPage, answer=new)


def test_fifteen_reports_and_answers_cause_five_mails_to_staff_and_one_that_counts_the_rest(keeper):
    page = form(notify=keeper.email)
    for number in range(11):
        report(number)
        if number < 4:
            answer(page)
    work()
    assert [message.to for message in mail.outbox] == [[keeper.email]] * 5
    DBTaskResult.objects.update(run_after=timezone.now())  # an hour later
    work()
    assert len(mail.outbox) == 6
    last = mail.outbox[-1]
    assert (last.to, last.subject) == ([keeper.email], "More reports and answers from visitors")
    text = " ".join(last.body.split())
    for part in ("These came in since 9:12 a.m.:", "Reported mistakes: ", "Interest list: "):
        assert part in text
    assert MistakeReport.objects.count() == 11


def test_a_visitors_address_gets_three_mails_a_day_for_reports_and_forms_together():
    page = form()
    for number in range(2):
        report(number, email="family@example.org")
        answer(page, email="Family@example.org")
    work()
    assert len([message for message in mail.outbox if message.to[0].lower() == "family@example.org"]) == 3
