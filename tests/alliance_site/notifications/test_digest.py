"""A person gets at most one email of reminders a day, in their language, and not every day. The site promises an email
only where someone gets one; the office and site admins see whom none reaches."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from alliance_site import jobs
from alliance_site.models import Reminded
from alliance_site.notifications import digest, office, postings
from media.models import SiteImage
from pages.models import Figure
from schools.desk.queue import Kind, items
from schools.models import Decision, EnrollmentSeason, Proposal, Requirement, School
from tests.html import sent_by, soup, words
from tests.reminders import body, remind
from tests.schools.people import editor_of, person
from tests.schools.postings.samples import post

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    Requirement.objects.exclude(code="sarc").update(in_use=False)
    School.objects.exclude(slug="merkin").update(closed=timezone.localdate().replace(year=2020))
    school = School.objects.get(slug="merkin")
    School.objects.filter(pk=school.pk).update(details_as_of=None)
    return school


def test_each_gets_one_mail_with_everything_due_and_no_second_that_day(school, monkeypatch):
    edith, olga = editor_of(school, first_name="Edith"), person("olga", "Listings manager", language="es")
    Proposal.objects.create(school=school, changes={}, reason="The board decided.")
    assert jobs.SCHEDULE[jobs.remind] == "0 7 * * mon-fri"
    for is_workday, count in ((False, 0), (True, 2)):
        monkeypatch.setattr(jobs, "is_for_mail", lambda now, answer=is_workday: answer)
        jobs.remind.call()
        assert len(mail.outbox) == count
    Requirement.objects.filter(code="epa").update(in_use=True)  # something new, on the same day
    jobs.remind.call()
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


@pytest.fixture
def selpa():
    """Only one of the network's requirements is in use."""
    Requirement.objects.exclude(code="selpa").update(in_use=False)


def pass_days(monkeypatch, days):
    day = timezone.localdate() + timedelta(days=days)
    monkeypatch.setattr(timezone, "localdate", lambda *_: day)


@pytest.fixture
def escalated(selpa, monkeypatch):
    """Sends the reminders after days; returns address and subject of the mails with what is long overdue."""

    def after(days=0):
        pass_days(monkeypatch, days)
        mail.outbox.clear()
        remind(postings.reminders)
        return [(one.to[0], one.subject) for one in mail.outbox if "long overdue" in one.subject]

    return after


def test_one_mail_tells_everything_to_who_keeps_the_listings_in_their_language(selpa):
    Requirement.objects.filter(code="form-990").update(in_use=True)
    admin = person("admin", is_superuser=True)
    assert remind(postings.reminders) == 1
    assert mail.outbox.pop().to == [admin.email]  # nobody keeps them yet
    keeper = person("keeper", "Listings manager")
    person("publisher", "Publisher")
    assert remind(postings.reminders) == 1
    sent = mail.outbox.pop()
    assert sent.to == [keeper.email]
    assert sent.subject == "2 required documents to post"
    text = body(sent)
    places = [text.index(part) for part in ("law says: on the website", "Special", "law says: adopt", "Form 990")]
    assert places == sorted(places)
    for part in ("Not posted yet", "/admin/postings/due/", "/admin/postings/selpa/network/"):
        assert part in text
    person("olga", "Listings manager", language="es")
    assert remind(postings.reminders) == 1
    sent = mail.outbox.pop()
    for part in ("Educación especial", "Sin publicar", "La ley dice: en el sitio web"):
        assert part in body(sent)
    Requirement.objects.update(in_use=True)
    person("oscar", "Listings manager")
    assert remind(postings.reminders) == 1
    assert mail.outbox.pop().body.count("\n- ") == digest.SHOWN  # the others are counted


def test_what_is_new_is_marked_and_what_becomes_overdue_is_new_again(selpa, monkeypatch):
    person("keeper", "Listings manager")
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


def test_a_named_person_is_told_instead_unless_they_left_and_nobody_of_what_is_not_due(selpa):
    keeper, named = person("keeper", "Listings manager"), person("named", "Publisher")
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
    named, following = person("named", "Publisher"), person("following", "Publisher")
    Requirement.objects.filter(code="selpa").update(person=named, next_person=following)
    post("selpa", None, url="https://example.org/plan", days=-10)
    found = [escalated(), escalated(postings.LONG.days - 10), escalated()]
    assert found == [[], [(following.email, "1 required document is long overdue")], []]


@pytest.mark.parametrize(("is_named", "count"), [(True, 1), (False, 0)])
def test_without_a_next_person_it_goes_to_the_office_unless_the_office_is_reminded_anyway(escalated, is_named, count):
    keeper = person("keeper", "Listings manager")
    Requirement.objects.filter(code="selpa").update(person=person("named", "Publisher") if is_named else None)
    assert escalated() == []
    assert [to for to, _subject in escalated(30)] == [keeper.email] * count


def test_a_yearly_date_before_the_first_reminder_makes_nothing_long_overdue(escalated):
    """On first set-up, nobody's manager hears of dates that have passed, until people were reminded for 30 days."""
    person("keeper", "Listings manager")
    today = timezone.localdate()
    first = date(today.year - (today.month < 7), 7, 1)
    Requirement.objects.filter(code="selpa").update(
        person=person("named", "Publisher"), cycle="fixed", due_month=first.month, due_day=first.day
    )
    assert [len(escalated(days)) for days in ((first - today).days + 100, 30)] == [0, 1]


def test_a_file_that_is_no_longer_public_is_long_overdue_thirty_days_after_the_first_reminder(escalated):
    person("keeper", "Listings manager")
    Requirement.objects.filter(code="selpa").update(person=person("named", "Publisher"))
    made = post("selpa", None)
    made.document.collection = made.document.collection.add_child(name="Private")
    made.document.save()
    restriction = made.document.collection.view_restrictions.create(restriction_type="login")
    assert escalated() == escalated(29) == []
    restriction.delete()
    assert escalated() == []  # public again, so the days start over
    restriction.save(force_insert=True)
    assert [len(escalated(days)) for days in (6, 30)] == [0, 1]  # the next reminder, and 30 days later


def test_a_proposal_says_that_the_office_gets_an_email_only_if_it_does(client, django_capture_on_commit_callbacks):
    def propose():
        form = next(one for one in soup(client.get(address)).main("form") if one.find(attrs={"name": "reason"}))
        sent = sent_by(form) | {"name": "Alliance Another Name", "reason": "The board decided."}
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post(address, sent, follow=True)
        return soup(response).find(class_="messages").get_text(" ", strip=True)

    client.force_login(editor_of(School.objects.get(slug="merkin")))
    address, manager = reverse("school_desk_propose", args=["merkin"]), person("manager", "Listings manager")
    assert "The office gets an email. You will get an email when it decides." in propose()
    assert [one.to for one in mail.outbox] == [[manager.email]]
    manager.email = ""
    manager.save()
    mail.outbox.clear()
    assert "Nobody in the office has an email address on file, so call them about it." in propose()
    assert not mail.outbox


def test_site_admins_see_which_roles_and_schools_no_mail_reaches(admin_client):
    school = School.objects.get(slug="merkin")
    editor_of(school)
    person("publisher", "Publisher")
    panel = soup(admin_client.get(reverse("wagtailadmin_home"))).find(id="email-gaps-section")
    assert [link.get_text() for link in panel.select(".home-rows > ul a")] == ["Writer", "Listings manager"]
    names = [link.get_text() for link in panel.select("details li a")]
    assert school.name not in names
    assert len(names) == School.objects.open_today().count() - 1
    assert "No one has an email address" in panel.select_one("details li").get_text()
