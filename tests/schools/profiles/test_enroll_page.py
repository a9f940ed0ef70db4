"""Families learn how and until when to enroll: on the Enroll page, on each profile, in the calendar, for machines."""

from datetime import UTC, date, datetime

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
from schools.models import ApplicationForm, Enrollment, EnrollmentSeason, EnrollPage, InformationSession, School
from tests.factories import SchoolFactory, profile
from tests.html import assert_valid, soup
from tests.schools.people import person

pytestmark = pytest.mark.django_db
TODAY = date(2030, 3, 1)
ENROLL = "/enroll/"


@pytest.fixture(autouse=True)
def _on_a_day(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda value=None: TODAY if value is None else value.date())


def season(**fields) -> EnrollmentSeason:
    return EnrollmentSeason.objects.create(**{"year": "2030-31", "status": "open"} | fields)


def words(client, address: str) -> str:
    response = client.get(address)
    assert_valid(response)
    return " ".join(soup(response).main.get_text(" ").split())


def test_the_page_answers_families_first_questions(client):
    text = words(client, ENROLL)
    for phrase in (
        "free public schools for grades 6 to 12",
        "There is no tuition and no entrance test.",
        "Steps to enroll",
        "names are drawn by chance",
        "go on the waitlist",
        "What to bring",
        "may not ask about immigration status",
        "IEP or a 504 plan",
        "learning English",
        "Moving up from our middle schools",
        "During the school year",
        "Transcripts and records",
        "Your rights when you apply",
    ):
        assert phrase in text, phrase


def test_the_page_lists_every_open_school_with_its_phone(client):
    main = soup(client.get(ENROLL)).main
    numbers = {link["href"] for link in main.select(".phones a[href^='tel:']")}
    assert numbers == {school.phone_link for school in School.objects.open_today() if school.phone}


@pytest.mark.parametrize("address", ["/", "/about/", "/schools/", "/search/", ENROLL, "/data/"])
def test_every_page_links_to_enroll(client, address):
    link = soup(client.get(address)).select_one(".site-header a.button")
    assert (link.get_text(), link["href"]) == ("Enroll", ENROLL)


def test_without_the_page_nothing_links_to_it(client):
    EnrollPage.objects.get(locale__language_code="en").unpublish()
    assert not soup(client.get("/")).select_one(".site-header a.button")
    assert not soup(client.get("/schools/burton-tech/")).select_one("a[href^='/enroll/']")


def test_open_questions_are_shown_to_staff_only(client):
    page = EnrollPage.objects.get(locale__language_code="en")
    questions = [block.value["staff_question"] for block in page.body if block.block_type == "answer"]
    assert len(questions) > 5
    text = words(client, ENROLL)
    assert not any(question in text for question in questions)
    assert not any(question in told for told in stream_texts(page.body) for question in questions)
    assert page.notes
    assert page.notes.splitlines()[0] not in text
    assert "The school’s office tells you how to register" in text


def test_an_answer_replaces_the_default_text(client):
    page = EnrollPage.objects.get(locale__language_code="en")
    place = next(n for n, block in enumerate(page.body) if "register" in (block.value.get("staff_question") or ""))
    page.body[place].value["answer"] = RichText("<p>Bring form 7 to room 12.</p>")
    page.save_revision().publish()
    text = words(client, ENROLL)
    assert "Bring form 7 to room 12." in text
    assert "The school’s office tells you how to register" not in text


def test_a_season_is_shown_on_the_page_and_every_open_profile(client):
    season(closes=date(2030, 3, 13), link="https://apply.example.org/x")
    open_school, closed = SchoolFactory(), SchoolFactory(closed=date(2029, 6, 30))
    for address in (ENROLL, profile(open_school).url):
        text = words(client, address)
        assert "School year 2030–31 Applications are open through March 13, 2030. 12 days left." in text
        assert "Dates not set yet" not in text
        assert soup(client.get(address)).main.find("a", href="https://apply.example.org/x")
    assert "Applications are open" not in words(client, profile(closed).url)


@pytest.mark.parametrize(("closes", "said"), [(date(2030, 3, 2), "1 day left."), (TODAY, "Today is the last day.")])
def test_the_last_days_are_counted_down(client, closes, said):
    season(closes=closes)
    assert said in words(client, ENROLL)


def test_a_school_with_its_own_dates_shows_those(client):
    season(closes=date(2030, 3, 13))
    school = SchoolFactory()
    Enrollment.objects.create(school=school, year="2030-31", status="waitlist")
    text = words(client, profile(school).url)
    assert "Applications go on the waitlist." in text
    assert "March 13" not in text


@pytest.mark.parametrize("phone", ["(213) 555-0100", ""])
def test_without_dates_profiles_say_whom_to_ask(client, phone):
    page = profile(SchoolFactory(phone=phone))
    text = words(client, page.url)
    assert "School year 2030–31 Dates not set yet." in text
    assert (f"Call {phone} to ask when to apply." if phone else "Ask the school when to apply.") in text
    assert soup(client.get(page.url)).select_one(".actions .button")["href"] == "#apply"
    assert "Dates not set yet." in words(client, ENROLL)


def test_a_past_season_is_not_shown(client):
    season(year="2028-29")
    text = words(client, ENROLL)
    assert "2028–29" not in text
    assert "School year 2030–31 Dates not set yet." in text


def test_a_closing_school_does_not_announce_dates(client):
    assert "Dates not set yet" not in words(client, profile(SchoolFactory(closed=date(2030, 6, 30))).url)


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


def test_a_session_about_all_schools_needs_a_place():
    with pytest.raises(ValidationError, match="Enter where"):
        InformationSession(season=season(), starts=timezone.now()).full_clean()


def test_a_year_has_one_season():
    season()
    with pytest.raises(ValidationError, match="already a season"):
        EnrollmentSeason(year="2030-31", status="open").full_clean()


def test_the_calendar_has_the_dates_under_lasting_names(client):
    own = season(opens=date(2030, 2, 1), closes=date(2030, 3, 13))
    InformationSession.objects.create(season=own, starts=datetime(2030, 3, 6, 18, tzinfo=UTC), place="Online, room 1")

    def events():
        response = client.get(f"{ENROLL}dates/")
        assert response["Content-Type"].startswith("text/calendar")
        return {event["uid"]: event for event in Calendar.from_ical(response.content).walk("VEVENT")}

    found = events()
    told = {(str(event["summary"]), event.decoded("dtstart")) for event in found.values()}
    assert told == {
        ("Applications for 2030–31 open", date(2030, 2, 1)),
        ("Last day to apply for 2030–31", date(2030, 3, 13)),
        ("Information session: Alliance College-Ready Public Schools", datetime(2030, 3, 6, 18, tzinfo=UTC)),
    }
    EnrollmentSeason.objects.update(closes=date(2030, 3, 20))
    assert events().keys() == found.keys()


def test_a_canceled_season_is_not_in_the_calendar(client):
    season(status="closed", opens=date(2030, 2, 1), closes=date(2030, 3, 13))
    season(year="2031-32", status="waitlist", closes=date(2030, 3, 14))
    content = client.get(f"{ENROLL}dates/").content.decode()
    assert "2030–31" not in content
    assert "Last day to apply for the waitlist for 2031–32" in content


def test_machines_read_the_dates_of_a_school(client):
    season(closes=date(2030, 3, 13))
    school = SchoolFactory()
    assert f'"Last day to apply for 2030–31, {school.short_name}"' in client.get(profile(school).url).content.decode()


ADD = "wagtailsnippets_schools_enrollmentseason:add"


def filled_in(**fields):
    empty = {f"{name}-{part}_FORMS": "0" for name in ("forms", "sessions") for part in ("TOTAL", "INITIAL", "MIN_NUM")}
    return {"year": "2030-31", "status": "open", "opens": "", "closes": "", "link": "", **empty, **fields}


@pytest.mark.parametrize(("role", "status"), [("Listings manager", 200), ("Publisher", 302), ("Writer", 302)])
def test_only_the_office_edits_the_season(client, role, status):
    client.force_login(person("sam", role))
    assert client.get(reverse(ADD)).status_code == status
    client.post(reverse(ADD), filled_in(closes="2030-04-01"))
    assert EnrollmentSeason.objects.exists() == (status == 200)


def test_invalid_dates_and_links_are_refused_with_a_reason(client):
    client.force_login(person("sam", "Listings manager"))
    response = client.post(reverse(ADD), filled_in(opens="2030-05-01", closes="2030-04-01"))
    assert "The last day is before the first." in response.content.decode()
    assert not EnrollmentSeason.objects.exists()
