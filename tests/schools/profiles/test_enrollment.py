"""Families learn how and until when to enroll: on the Enroll page, on each profile, in the calendar, for machines."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from icalendar import Calendar
from wagtail.models import Collection, CollectionViewRestriction, Page
from wagtail.rich_text import RichText

from pages.figures.display import stream_texts
from schools.models import ApplicationForm, Enrollment, EnrollmentSeason, InformationSession, School, SchoolPage
from schools.templatetags.schools import open_profiles
from tests.cases import cases, fields
from tests.factories import SchoolFactory, profile
from tests.html import main_of, soup, words
from tests.schools.people import person
from tests.schools.postings.samples import document

pytestmark = pytest.mark.django_db
TODAY = date(2030, 3, 1)
ENROLL = "/enroll/"


@pytest.fixture(autouse=True)
def _on_a_day(monkeypatch):
    """March 1, 2030, in the middle of the school year 2029–30."""
    monkeypatch.setattr(timezone, "localdate", lambda value=None: TODAY if value is None else value.date())


def season(**fields) -> EnrollmentSeason:
    return EnrollmentSeason.objects.create(**{"year": "2030-31", "status": "open"} | fields)


def shown(client, *enrollments, **fields):
    """The profile of a new school with `enrollments`."""
    school = SchoolFactory(**fields)
    for one in enrollments:
        Enrollment.objects.create(school=school, **{"year": "2030-31", "status": "open"} | one)
    return main_of(client, profile(school).url)


def test_dates_override_the_status():
    for opens, closes, status, stage in cases(__file__, "stages.csv"):
        one = Enrollment(year="2030-31", status=status, opens=parse_date(opens), closes=parse_date(closes))
        assert one.stage == stage, (opens, closes, status)


@pytest.mark.parametrize(("kind", "wrong", "field"), cases(__file__, "wrong_dates.csv"))
def test_invalid_and_second_dates_are_refused(kind, wrong, field):
    """A year has one season; a session about all schools needs a place."""
    own = season()
    given = {"season": own} if kind == "InformationSession" else {"year": "2030-31", "status": "open"}
    given |= {"school": SchoolFactory()} if kind == "Enrollment" else {}
    with pytest.raises(ValidationError) as refused:
        apps.get_model("schools", kind)(**given | fields(wrong)).full_clean()
    assert list(refused.value.message_dict) == [field]


def test_the_page_has_the_phones_of_the_schools_with_the_grade_that_was_asked_for(client):
    schools = School.objects.open_today().exclude(phone="")

    def phones(address):
        return {link["href"] for link in main_of(client, address).select(".phones a[href^='tel:']")}

    assert phones(ENROLL) == {school.phone_link for school in schools}
    assert phones(f"{ENROLL}?grade=9") == {school.phone_link for school in schools.filter(level="high")}
    assert main_of(client, f"{ENROLL}?grade=9").select_one("[name=grade] [selected]")["value"] == "9"
    request, high = client.get(ENROLL).wsgi_request, School.objects.open_today().filter(level="high").count()
    assert len(open_profiles({"request": request}, most=high, grade=9)) == high
    SchoolPage.objects.update(live=False)
    assert not main_of(client, ENROLL).select("#call, [href='#call']")


def test_every_page_links_to_it_while_it_is_public(client):
    link = soup(client.get("/")).select_one(".site-header a.button")
    assert (link.get_text(), link["href"]) == ("Enroll", ENROLL)
    Page.objects.get(slug="enroll").unpublish()
    assert not soup(client.get("/")).select_one(".site-header a.button")
    assert not soup(client.get("/schools/burton-tech/")).select_one("a[href^='/enroll/']")


def test_open_questions_are_shown_to_staff_only_until_they_are_answered(client):
    page = Page.objects.get(slug="enroll").specific
    questions = [block.value["staff_question"] for block in page.body if block.block_type == "answer"]
    assert len(questions) > 5
    text = words(client.get(ENROLL))
    assert not any(question in told for question in questions for told in (text, *stream_texts(page.body)))
    assert page.notes.splitlines()[0] not in text
    place = next(n for n, block in enumerate(page.body) if block.block_type == "answer")
    page.body[place].value["answer"] = RichText("<p>Bring form 7 to room 12.</p>")
    page.save_revision().publish()
    assert "Bring form 7 to room 12." in words(client.get(ENROLL))


def test_a_season_is_counted_down_on_the_page_and_on_profiles_without_their_own_dates(client):
    own = season(closes=date(2030, 3, 2), link="https://apply.example.org/x")
    season(year="2028-29")
    for address in (ENROLL, profile(SchoolFactory()).url):
        text = words(client.get(address))
        for said in ("School year 2030–31 Applications are open through March", "1 day left."):
            assert said in text
        assert "On apply.example.org, a separate site." in text
        assert not [said for said in ("o dates yet", "2028–29") if said in text]
        assert main_of(client, address).find("a", href="https://apply.example.org/x")
    own.closes = TODAY
    own.save()
    assert "Today is the last day." in words(client.get(ENROLL))
    text = shown(client, {"status": "waitlist"}).get_text(" ")
    assert "Applications go on the waitlist." in text
    assert "Today is the last day" not in text
    page = shown(client, {"closes": date(2030, 2, 28), "link": "https://apply.example.org/x"})
    assert "Applications closed after February 28, 2030." in " ".join(page.get_text(" ").split())
    assert not page.find("a", href="https://apply.example.org/x")
    page = shown(client, {"year": "2031-32", "status": "closed"}, {"year": "2029-30", "status": "waitlist"}, {})
    assert [heading.get_text()[-7:] for heading in page.select(".apply__year h3")] == ["2029–30", "2030–31", "2031–32"]


def test_without_dates_profiles_say_whom_and_what_to_ask_and_closed_schools_show_no_application(client):
    for phone in ("(213) 555-0100", ""):
        box = shown(client, phone=phone).select_one(".start")
        assert box.h2.get_text(" ", strip=True) == "To start in fall 2030"
        assert len(box.select("ol li")) == 3
        assert bool(box.select("a[href^='tel:']")) == bool(phone)
    assert "To start in fall 2030: no dates yet." in words(client.get(ENROLL))
    for year, closed in (("2028-29", None), ("2029-30", date(2030, 1, 31)), ("2030-31", date(2030, 6, 30))):
        text = shown(client, {"year": year}, closed=closed).get_text()
        assert year.replace("-", "–") not in text
        assert not (closed and "To start" in text)


def test_open_schools_have_the_legal_notice_and_closed_ones_do_not(client):
    """A closed school must not require it or show it."""
    for address, heading, rule, district in (
        ("/schools/", "Your rights when you apply", "discourage a child", "that is Los Angeles Unified."),
        ("/es/escuelas/", "Sus derechos al pedir un lugar", "decirle a una familia", "Los Ángeles (LAUSD)"),
    ):
        (box,) = main_of(client, f"{address}burton-tech/").select(".rights")
        assert box.find("h2").get_text() == heading
        for said in (rule, district):
            assert said in box.get_text()
    assert not main_of(client, "/schools/tennenbaum/").select(".rights")
    for days in ({"closed": date(2030, 6, 30)}, {"opened": date(2030, 8, 15)}):  # it closes or opens later
        rights = shown(client, complaint_url="https://district.example.org/complaint", **days).select_one(".rights")
        assert "47605(e)(4)" in rights.get_text(" ")
        assert rights.find("a", href="https://district.example.org/complaint")


def test_paper_forms_are_linked_but_never_private_ones(client):
    own = season()
    ApplicationForm.objects.create(season=own, language="en", document=document())
    secret = Collection.get_first_root_node().add_child(name="Secret")
    CollectionViewRestriction.objects.create(collection=secret, restriction_type="login")
    ApplicationForm.objects.create(season=own, language="es", document=document(collection=secret))
    text = " ".join(main_of(client, ENROLL).get_text(" ").split())
    assert "Application on paper (English)" in text
    assert "(Spanish)" not in text


def test_sessions_are_shown_at_their_school_until_they_end(client):
    here, elsewhere = SchoolFactory(), SchoolFactory()
    own = season()
    for day, where in ((5, {"school": here}), (6, {"place": "Online"}), (7, {"school": elsewhere})):
        InformationSession.objects.create(season=own, starts=datetime(2030, 3, day, 18, tzinfo=UTC), **where)
    InformationSession.objects.create(season=own, starts=datetime(2030, 2, 1, 18, tzinfo=UTC), place="Long over")
    text = " ".join(main_of(client, profile(here).url).get_text(" ").split())
    assert f"Tuesday, March 5, 2030, 10 a.m. : {here.campus.address}" in text
    assert "Online" in text
    assert "March 7" not in text
    everywhere = words(client.get(ENROLL))
    assert "March 7" in everywhere
    assert here.short_name in everywhere
    assert "Long over" not in everywhere


def test_the_calendar_has_the_dates_under_lasting_names_without_canceled_seasons(client):
    own = season(opens=date(2030, 2, 1), closes=date(2030, 3, 13))
    season(year="2031-32", status="closed", closes=date(2030, 3, 14))

    def events():
        response = client.get(f"{ENROLL}dates/")
        assert response["Content-Type"].startswith("text/calendar")
        return {event["uid"]: event for event in Calendar.from_ical(response.content).walk("VEVENT")}

    link = f"a[href='{ENROLL}dates/']"
    EnrollmentSeason.objects.filter(pk=own.pk).update(opens=None, closes=None)
    assert not main_of(client, ENROLL).select_one(link)
    own.save()
    InformationSession.objects.create(season=own, starts=datetime(2030, 3, 6, 18, tzinfo=UTC), place="Online, room 1")
    assert main_of(client, ENROLL).select_one(link).get_text() == "Remind me: add the dates to your calendar"
    found = events()
    reminders = {alarm.decoded("trigger") for event in found.values() for alarm in event.walk("VALARM")}
    assert reminders == {timedelta(days=-7, hours=9), timedelta(days=-1, hours=9), timedelta(-7), timedelta(-1)}
    assert {(str(event["summary"]), event.decoded("dtstart")) for event in found.values()} == {
        ("Applications for 2030–31 open", date(2030, 2, 1)),
        ("Last day to apply for 2030–31", date(2030, 3, 13)),
        ("Information session: Alliance College-Ready Public Schools", datetime(2030, 3, 6, 18, tzinfo=UTC)),
    }
    EnrollmentSeason.objects.filter(pk=own.pk).update(closes=date(2030, 3, 20))
    assert events().keys() == found.keys()


def test_machines_read_the_dates_of_a_school_as_staff_said(client):
    season(closes=date(2030, 3, 13))
    school = SchoolFactory()
    assert f'"Last day to apply for 2030–31, {school.short_name}"' in client.get(profile(school).url).content.decode()
    Enrollment.objects.create(school=school, year="2030-31", status="waitlist", closes=date(2030, 2, 1))
    found = json.loads(client.get("/data/schools.json").getvalue())["schools"]
    (told,) = (one["applications"] for one in found if one["slug"] == school.slug)
    assert told == [{"year": "2030-31", "status": "waitlist", "opens": None, "closes": "2030-02-01", "link": None}]


@pytest.mark.parametrize(("role", "status"), [("Listings manager", 200), ("Publisher", 302)])
def test_only_the_office_edits_the_season(client, role, status):
    add = reverse("wagtailsnippets_schools_enrollmentseason:add")
    empty = {f"{name}-{part}_FORMS": "0" for name in ("forms", "sessions") for part in ("TOTAL", "INITIAL", "MIN_NUM")}
    answers = {"year": "2030-31", "status": "open", "opens": "", "closes": "2030-04-01", "link": "", **empty}
    client.force_login(person("sam", role))
    assert client.get(add).status_code == status
    refused = client.post(add, answers | {"opens": "2030-05-01"})
    assert ("The last day is before the first." in refused.content.decode()) == (status == 200)
    client.post(add, answers)
    assert EnrollmentSeason.objects.exists() == (status == 200)
