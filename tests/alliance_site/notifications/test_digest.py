"""A person gets at most one email of reminders a day, and the office hears of everyone whom no email reaches."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.core import mail
from django.utils import timezone

from alliance_site import jobs
from alliance_site.models import Reminded
from alliance_site.notifications import digest, office
from media.models import SiteImage
from pages.models import Figure
from schools.desk.queue import Kind, items
from schools.models import Decision, EnrollmentSeason, Proposal, Requirement, School
from tests.html import words
from tests.reminders import body, remind
from tests.schools.people import editor_of, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    Requirement.objects.exclude(code="sarc").update(in_use=False)
    School.objects.exclude(slug="merkin").update(closed=timezone.localdate().replace(year=2020))
    school = School.objects.get(slug="merkin")
    School.objects.filter(pk=school.pk).update(details_as_of=None)
    return school


@pytest.fixture
def worker(monkeypatch):
    """Run the worker's reminders as during a working day."""
    assert jobs.SCHEDULE[jobs.remind] == "0 7 * * mon-fri"
    monkeypatch.setattr(jobs, "is_for_mail", lambda now: True)
    return jobs.remind.call


def test_each_gets_one_mail_with_everything_due_and_no_second_that_day(school, worker, monkeypatch):
    edith, olga = editor_of(school, first_name="Edith"), person("olga", "Listings manager", language="es")
    Proposal.objects.create(school=school, changes={}, reason="The board decided.")
    with monkeypatch.context() as holiday:
        holiday.setattr(jobs, "is_for_mail", lambda now: False)
        worker()
    assert not mail.outbox
    worker()
    Requirement.objects.filter(code="epa").update(in_use=True)  # something new, on the same day
    worker()
    (message,) = [one for one in mail.outbox if one.to == [edith.email]]
    (to_the_office,) = [one for one in mail.outbox if one.to == [olga.email]]
    assert "Propuesta por decidir: 1" in body(to_the_office)
    assert message.subject == "2 reminders from the Alliance website"
    text = body(message)
    assert text.startswith("Hello Edith, 1. Please check the details of Richard Merkin Middle School ")
    assert " 2. 1 required document to post " in text
    assert f"/admin/school-desks/{school.slug}/" in text
    html = BeautifulSoup(message.alternatives[0].content, "html.parser")
    assert html.select(f"a[href*='/admin/school-desks/{school.slug}/']")
    headings = [heading.get_text() for heading in html.find_all("h2")]
    assert headings == ["Please check the details of Richard Merkin Middle School", "1 required document to post"]


def test_replies_reach_the_office_and_the_mail_says_so(school):
    olga, _edith = person("olga", "Listings manager"), editor_of(school)
    remind(office.confirmation_reminders)
    (message,) = mail.outbox
    assert message.reply_to == [olga.email]
    assert "Reply to this email" in body(message)
    mail.outbox.clear()
    remind(office.queue_reminders)
    (message,) = mail.outbox
    assert message.reply_to == []  # nobody else is in the office
    assert "Reply to this email" not in body(message)


def test_it_is_sent_again_after_a_pause_and_earlier_for_something_new(school, monkeypatch):
    edith, first = editor_of(school), timezone.localdate()

    def sent(day: int, *items) -> set | None:
        """Send the section on a day after the first, and return what was new in it, or None if it was not sent."""
        monkeypatch.setattr(timezone, "localdate", lambda: first + timedelta(days=day))
        week, four_weeks = timedelta(days=7), timedelta(days=28)
        found = [
            *digest.sections("queue", {edith: items}, lambda user, new: {"new": new}, again=four_weeks, pause=week)
        ]
        for section in found:
            section.note()
        return found[0].context["new"] if found else None

    assert sent(0, "a") == set()
    assert sent(27, "a") is None
    assert sent(28, "a") == set()
    assert sent(34, "a", "b") is None
    assert sent(35, "a", "b") == {"b"}
    assert sent(36, "b") is None  # forgets “a”
    assert sent(42, "a", "b") == {"a"}
    since = dict(Reminded.objects.filter(user=edith).values_list("item", "since"))
    assert since == {item: first + timedelta(days=day) for item, day in {"": 0, "a": 42, "b": 35}.items()}


def test_a_source_or_section_that_fails_silences_no_other_nor_other_people_and_fails_the_job(school):
    people = [editor_of(school), editor_of(school, "otto")]

    def sections():
        for user in people:
            yield digest.Section(user, "no such template", {}, lambda: None)
            yield digest.Section(user, "enrollment", {"year": "2027-28", "address": "/"}, lambda: 1 / 0)

    def broken():
        raise LookupError("no such table")
        yield

    with pytest.raises(ExceptionGroup) as failure:
        digest.send([broken, sections])
    assert sorted(one.to[0] for one in mail.outbox) == sorted(user.email for user in people)
    assert len(failure.value.exceptions) == 5


def test_the_office_learns_from_the_queue_and_its_mail_whom_no_email_reaches(school):
    person("olga", "Listings manager")
    edith = editor_of(school, first_name="Edith", last_name="Example")
    person("closed", "Publisher", is_active=False)
    person("visitor")
    get_user_model().objects.filter(username__in=("closed", "visitor")).update(email="")
    assert [item for item in items() if item.kind == Kind.PEOPLE] == []
    edith.email = ""
    edith.save()
    texts = [(item.school, item.text) for item in items() if item.kind == Kind.PEOPLE]
    assert texts == [
        ("Network", "Edith Example has no email address and gets no reminders. A site admin can add one."),
        ("Richard Merkin Middle School", "No editor with an email address. Emails for this school go to the office."),
    ]
    remind(office.queue_reminders)
    (message,) = mail.outbox
    assert "Nobody to email: 2" in body(message)


@pytest.mark.parametrize("change", [{"email": ""}, {"is_active": False}])
def test_a_decision_that_no_email_tells_is_for_the_office_to_tell(
    client, school, change, django_capture_on_commit_callbacks
):
    edith = editor_of(school)
    client.force_login(person("olga", "Listings manager"))
    get_user_model().objects.filter(pk=edith.pk).update(**change)
    proposal = Proposal.objects.create(school=school, by=edith, changes={}, reason="The board decided.")
    address = f"/admin/school-desks/{school.slug}/proposals/{proposal.pk}/return/"
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(address, {"return-comment": "Please wait."}, follow=True)
    proposal.refresh_from_db()
    assert proposal.status == Decision.RETURNED
    said = "Nobody at the school has an email address on file, so call them about your decision."
    assert said in words(response)
    assert mail.outbox == []


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


def test_publishers_hear_on_monday_what_the_week_brings(monkeypatch, picture):
    monday = timezone.localdate() - timedelta(days=timezone.localdate().weekday()) + timedelta(weeks=1)
    publisher = person("pat", "Publisher", language="es")
    Figure.objects.filter(live=True).update(check_by=monday - timedelta(days=1))
    SiteImage.objects.filter(pk=picture().pk).update(consent_until=monday + timedelta(days=3))
    sent = {}
    for day in (0, 1, 4, 7):
        monkeypatch.setattr(timezone, "localdate", lambda *at, day=day: monday + timedelta(days=day))
        sent[day] = remind(office.week_reminders)
    assert sent == {0: 1, 1: 0, 4: 0, 7: 1}
    message = mail.outbox[0]
    assert message.to == [publisher.email]
    figures = f"Cifras por revisar: {Figure.objects.filter(live=True, check_by__isnull=False).count()}"
    for part in (figures, "Imágenes cuyo permiso termina pronto: 1", "/admin/reports/pictures/"):
        assert part in body(message)
