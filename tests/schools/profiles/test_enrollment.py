"""Families learn how and until when to enroll: on the Enroll page, on each profile, in the calendar, for machines."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar
from wagtail.models import Collection, CollectionViewRestriction
from wagtail.rich_text import RichText

from media.models import SiteDocument
from pages.figures.display import stream_texts
from schools.models import (
    ApplicationForm,
    Enrollment,
    EnrollmentSeason,
    EnrollPage,
    InformationSession,
    School,
    SchoolPage,
)
from schools.profiles import prefetch
from tests.factories import SchoolFactory, profile
from tests.html import assert_valid, soup
from tests.schools.people import person

pytestmark = pytest.mark.django_db
TODAY = date(2030, 3, 1)
ENROLL = "/enroll/"


@pytest.fixture(autouse=True)
def _on_a_day(monkeypatch):
    """March 1, 2030, in the middle of the school year 2029–30."""
    monkeypatch.setattr(timezone, "localdate", lambda value=None: TODAY if value is None else value.date())


def season(**fields) -> EnrollmentSeason:
    return EnrollmentSeason.objects.create(**{"year": "2030-31", "status": "open"} | fields)


def main(client, address: str):
    response = client.get(address)
    assert_valid(response)
    return soup(response).main


def words(client, address: str) -> str:
    return " ".join(main(client, address).get_text(" ").split())


def shown(client, *enrollments, **fields):
    """The profile of a new school with `enrollments`."""
    school = SchoolFactory(**fields)
    for one in enrollments:
        Enrollment.objects.create(school=school, **{"year": "2030-31", "status": "open"} | one)
    return main(client, profile(school).url)


def english_page() -> EnrollPage:
    return EnrollPage.objects.get(locale__language_code="en")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "open"),
        ({"status": "waitlist"}, "waitlist"),
        ({"status": "closed"}, "closed"),
        ({"opens": date(2030, 3, 2)}, "coming"),
        ({"opens": date(2030, 3, 1)}, "open"),
        ({"closes": date(2030, 3, 1)}, "open"),
        ({"closes": date(2030, 2, 28)}, "closed"),
        ({"closes": date(2030, 2, 28), "status": "waitlist"}, "closed"),
        ({"opens": date(2030, 3, 2), "status": "closed"}, "closed"),
    ],
)
def test_dates_override_the_status(fields, said):
    assert Enrollment(**{"year": "2030-31", "status": "open"} | fields).stage_on(TODAY) == said


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        (Enrollment, {"year": "2030-32"}),
        (Enrollment, {"year": "9999-00"}),
        (Enrollment, {"year": "next"}),
        (Enrollment, {"opens": date(2030, 2, 1), "closes": date(2030, 1, 1)}),
        (Enrollment, {"link": "javascript:alert(1)"}),
        (Enrollment, {"status": "maybe"}),
        (EnrollmentSeason, {}),  # a year has one
    ],
)
def test_invalid_and_second_dates_are_refused(kind, wrong):
    season()
    school = {"school": SchoolFactory()} if kind is Enrollment else {}
    with pytest.raises(ValidationError):
        kind(**school | {"year": "2030-31", "status": "open"} | wrong).full_clean()


def test_a_session_about_all_schools_needs_a_place():
    with pytest.raises(ValidationError, match="Enter where"):
        InformationSession(season=season(), starts=timezone.now()).full_clean()


def test_the_page_answers_families_questions_and_opens_the_first(client):
    page = main(client, ENROLL)
    sections = {block.h2.get_text(): block.details for block in page.select("section[id^=section-]")}
    assert [heading for heading, fold in sections.items() if fold.has_attr("open")] == [
        "What it costs",
        "Steps to enroll",
        "What to ask when you call",
    ]
    text = " ".join(page.get_text(" ").split())
    for phrase in ("no tuition, no entrance test", "drawn by chance", "may not ask about immigration status"):
        assert phrase in text, phrase
    targets = {link["href"][1:] for link in page.select(".enroll__jump a")}
    assert len(targets) == 6
    assert all(page.find(id=target) for target in targets)


def test_the_page_has_the_phones_of_the_schools_with_the_grade_that_was_asked_for(client):
    schools = School.objects.open_today().exclude(phone="")

    def phones(address):
        return {link["href"] for link in main(client, address).select(".phones a[href^='tel:']")}

    assert phones(ENROLL) == {school.phone_link for school in schools}
    assert phones(f"{ENROLL}?grade=9") == {school.phone_link for school in schools.filter(level="high")}
    assert main(client, f"{ENROLL}?grade=9").select_one("[name=grade] [selected]")["value"] == "9"


@pytest.mark.parametrize("address", ["/", "/schools/", "/search/", ENROLL, "/data/"])
def test_every_page_links_to_enroll(client, address):
    link = soup(client.get(address)).select_one(".site-header a.button")
    assert (link.get_text(), link["href"]) == ("Enroll", ENROLL)


def test_without_the_page_nothing_links_to_it(client):
    english_page().unpublish()
    assert not soup(client.get("/")).select_one(".site-header a.button")
    assert not soup(client.get("/schools/burton-tech/")).select_one("a[href^='/enroll/']")


def test_open_questions_are_shown_to_staff_only_until_they_are_answered(client):
    page = english_page()
    questions = [block.value["staff_question"] for block in page.body if block.block_type == "answer"]
    assert len(questions) > 5
    text = words(client, ENROLL)
    assert not any(question in told for question in questions for told in (text, *stream_texts(page.body)))
    assert page.notes.splitlines()[0] not in text
    place = next(n for n, block in enumerate(page.body) if block.block_type == "answer")
    page.body[place].value["answer"] = RichText("<p>Bring form 7 to room 12.</p>")
    page.save_revision().publish()
    assert "Bring form 7 to room 12." in words(client, ENROLL)


@pytest.mark.parametrize(("closes", "said"), [(date(2030, 3, 2), "1 day left."), (TODAY, "Today is the last day.")])
def test_a_season_is_on_the_page_and_every_open_profile_and_counted_down(client, closes, said):
    season(closes=closes, link="https://apply.example.org/x")
    for address in (ENROLL, profile(SchoolFactory()).url):
        text = words(client, address)
        assert "School year 2030–31 Applications are open through March" in text
        assert said in text
        assert "On apply.example.org, a separate site." in text
        assert "o dates yet" not in text
        assert main(client, address).find("a", href="https://apply.example.org/x")


def test_a_school_with_its_own_dates_shows_those(client):
    season(closes=date(2030, 3, 13))
    text = shown(client, {"status": "waitlist"}).get_text(" ")
    assert "Applications go on the waitlist." in text
    assert "March 13" not in text


@pytest.mark.parametrize("phone", ["(213) 555-0100", ""])
def test_without_dates_profiles_say_whom_and_what_to_ask(client, phone):
    box = shown(client, phone=phone).select_one(".start")
    assert box.h2.get_text(" ", strip=True) == "To start in fall 2030"
    assert len(box.select("ol li")) == 3
    assert bool(box.select("a[href^='tel:']")) == bool(phone)
    assert "To start in fall 2030: no dates yet." in words(client, ENROLL)


def test_a_past_season_is_not_shown(client):
    season(year="2028-29")
    assert "2028–29" not in words(client, ENROLL)


def test_a_past_last_day_closes_it_whatever_the_status(client):
    page = shown(client, {"closes": date(2030, 2, 28), "link": "https://apply.example.org/"})
    assert "Applications closed after February 28, 2030." in " ".join(page.get_text(" ").split())
    assert not page.find("a", href="https://apply.example.org/")


@pytest.mark.parametrize(
    ("enrollment", "school"),
    [
        ({"year": "2028-29"}, {}),
        ({"year": "2029-30"}, {"closed": date(2030, 1, 31)}),
        ({"year": "2030-31"}, {"closed": date(2030, 6, 30)}),
    ],
)
def test_closed_schools_show_no_application(client, enrollment, school):
    text = shown(client, enrollment, **school).get_text()
    assert enrollment["year"].replace("-", "–") not in text
    assert not ("closed" in school and "To start" in text)


def test_several_years_are_in_order(client):
    page = shown(client, {"year": "2031-32", "status": "closed"}, {"year": "2029-30", "status": "waitlist"}, {})
    assert [heading.get_text()[-7:] for heading in page.select(".apply__year h3")] == ["2029–30", "2030–31", "2031–32"]


def test_every_open_school_has_the_legal_notice(client):
    """A closed school must not require it or show it."""
    said = {
        "en": ("Your rights when you apply", "discourage a child from enrolling"),
        "es": ("Sus derechos al pedir un lugar", "decirle a una familia que no se inscriba"),
    }
    profiles = SchoolPage.objects.live().select_related("school", "locale").order_by("-school__closed")
    some = [*profiles[:4], *profiles.exclude(school__closed=None)[:2]]
    assert {page.school.is_closed for page in some} == {True, False}
    for page in some:
        boxes = soup(client.get(page.url)).main.select(".rights")
        assert len(boxes) == (0 if page.school.is_closed else 1), page.title
        for box in boxes:
            heading, rule = said[page.locale.language_code]
            assert box.find("h2").get_text() == heading
            assert rule in box.get_text()


@pytest.mark.parametrize("school", [{"closed": date(2030, 6, 30)}, {"opened": date(2030, 8, 15)}])
def test_the_notice_names_its_source_also_where_a_school_closes_or_opens_later(client, school):
    rights = shown(client, complaint_url="https://district.example.org/complaint", **school).select_one(".rights")
    assert "47605(e)(4)" in rights.get_text(" ")
    assert rights.find("a", href="https://district.example.org/complaint")
    assert "None" not in rights.get_text(" ")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/schools/burton-tech/", "For this school, that is Los Angeles Unified."),
        ("/es/escuelas/burton-tech/", "distrito escolar de Los Ángeles (LAUSD)"),
    ],
)
def test_the_authorizer_is_named_in_the_language_of_the_page(client, address, said):
    assert said in soup(client.get(address)).select_one(".rights").get_text()


def document(title="Form", **fields) -> SiteDocument:
    return SiteDocument.objects.create(title=title, file=ContentFile(b"%PDF-1.4", f"{title}.pdf"), **fields)


def test_paper_forms_are_linked_but_never_private_ones(client):
    own = season()
    ApplicationForm.objects.create(season=own, language="en", document=document("Form"))
    secret = Collection.get_first_root_node().add_child(name="Secret")
    CollectionViewRestriction.objects.create(collection=secret, restriction_type="login")
    ApplicationForm.objects.create(season=own, language="es", document=document("Secret", collection=secret))
    text = words(client, ENROLL)
    assert "Application on paper (English)" in text
    assert "(Spanish)" not in text


def test_sessions_are_shown_at_their_school_until_they_end(client):
    here, elsewhere = SchoolFactory(), SchoolFactory()
    own = season()
    for day, fields in ((5, {"school": here}), (6, {"place": "Online"}), (7, {"school": elsewhere})):
        InformationSession.objects.create(season=own, starts=datetime(2030, 3, day, 18, tzinfo=UTC), **fields)
    InformationSession.objects.create(season=own, starts=datetime(2030, 2, 1, 18, tzinfo=UTC), place="Long over")
    text = words(client, profile(here).url)
    assert f"March 5, 2030, 10 a.m. : {here.campus.address}" in text
    assert "Online" in text
    assert "March 7" not in text
    everywhere = words(client, ENROLL)
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
    assert not main(client, ENROLL).select_one(link)
    own.save()
    InformationSession.objects.create(season=own, starts=datetime(2030, 3, 6, 18, tzinfo=UTC), place="Online, room 1")
    assert main(client, ENROLL).select_one(link).get_text() == "Remind me: add the dates to your calendar"
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


def test_one_query_reads_all_lists_of_a_school(django_assert_num_queries):
    school = School.objects.get(slug="kory-hunter")
    Enrollment.objects.create(school=school, year="2030-31", status="open", opens=TODAY)
    with django_assert_num_queries(1):
        found = prefetch.whole_school(school.pk, 1)
        lists = {name: list(getattr(found, name).all()) for name in prefetch.LISTS}
    assert lists == {name: list(getattr(school, name).all()) for name in prefetch.LISTS}
    assert lists["former_names"][0].last_seen == date(2014, 4, 1)


@pytest.mark.parametrize(("role", "status"), [("Listings manager", 200), ("Publisher", 302), ("Writer", 302)])
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


def test_staff_enter_dates_and_next_schools_on_the_school(admin_client):
    school = School.objects.get(slug="merkin")
    page = admin_client.get(reverse(School.snippet_viewset.get_url_name("edit"), args=[school.pk]))
    for name in ("enrollments", "next_schools"):
        assert f"{name}-TOTAL_FORMS" in page.content.decode()
