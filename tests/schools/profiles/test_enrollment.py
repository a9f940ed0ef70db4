"""How to apply follows the dates: past windows never appear open, and the legal text is included."""

import json
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from schools.models import Enrollment, School, SchoolPage
from schools.profiles import prefetch
from tests.factories import SchoolFactory, profile
from tests.html import assert_valid, soup

pytestmark = pytest.mark.django_db
TODAY = date(2030, 3, 1)


@pytest.fixture(autouse=True)
def _on_a_day(monkeypatch):
    """March 1, 2030, in the middle of the school year 2029–30."""
    monkeypatch.setattr(timezone, "localdate", lambda: TODAY)


def shown(client, *enrollments, **fields):
    school = SchoolFactory(**fields)
    for fields in enrollments:
        Enrollment.objects.create(school=school, **{"year": "2030-31", "status": "open"} | fields)
    response = client.get(profile(school).url)
    assert_valid(response)
    return soup(response).main


def stage(**fields) -> str:
    return Enrollment(**{"year": "2030-31", "status": "open"} | fields).stage_on(TODAY)


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
    assert stage(**fields) == said


def test_an_open_application_has_dates_and_a_link(client):
    main = shown(client, {"closes": date(2030, 4, 30), "link": "https://apply.example.org/x"})
    block = main.find(id="apply").find_parent("section")
    text = " ".join(block.get_text(" ").split())
    assert "School year 2030–31" in text
    assert "Applications are open through April 30, 2030." in text
    assert "On apply.example.org, a separate site." in text
    assert block.find("a", href="https://apply.example.org/x")
    assert main.select_one(".actions a[href='#apply']")


def test_a_past_last_day_closes_it_whatever_the_status(client):
    main = shown(client, {"closes": date(2030, 2, 28), "link": "https://apply.example.org/"})
    assert "Applications closed after February 28, 2030." in " ".join(main.get_text(" ").split())
    assert not main.find("a", href="https://apply.example.org/")


def test_the_legal_notice_names_its_source(client):
    main = shown(client, {}, complaint_url="https://district.example.org/complaint")
    rights = main.select_one(".apply .rights")
    text = rights.get_text(" ")
    for words in ("discourage a child from enrolling", "school records", "47605(e)(4)"):
        assert words in text
    assert rights.find("a", href="https://district.example.org/complaint")
    assert "None" not in text


def test_the_authorizer_is_named_where_the_register_has_it(client):
    school = School.objects.get(slug="burton-tech")
    Enrollment.objects.create(school=school, year="2030-31", status="open")
    assert "For this school, that is Los Angeles Unified." in soup(client.get("/schools/burton-tech/")).get_text()


@pytest.mark.parametrize(
    ("enrollment", "school"),
    [
        ({"year": "2028-29"}, {}),
        ({"year": "2029-30"}, {"closed": date(2030, 1, 31)}),
        ({"year": "2030-31"}, {"closed": date(2030, 6, 30)}),
    ],
)
def test_closed_schools_show_no_application(client, enrollment, school):
    main = shown(client, enrollment, **school)
    assert enrollment["year"].replace("-", "–") not in main.get_text()


def test_every_open_school_has_the_legal_notice(client):
    """All application data that exists. A closed school must not require it or show it."""
    said = {
        "en": ("Your rights when you apply", "discourage a child from enrolling"),
        "es": ("Sus derechos al pedir un lugar", "desanimar a un niño o una niña para que no se inscriba"),
    }
    profiles = SchoolPage.objects.live().select_related("school", "locale")
    assert {page.locale.language_code for page in profiles} == {*said}
    assert {page.school.is_closed for page in profiles} == {True, False}
    for page in profiles:
        main = soup(client.get(page.url)).main
        boxes = [box for box in main.select(".rights") if not box.find_parent(hidden=True)]
        assert len(boxes) == (0 if page.school.is_closed else 1), page.title
        for box in boxes:
            heading, rule = said[page.locale.language_code]
            assert box.find("h3").get_text() == heading
            assert rule in box.get_text()


@pytest.mark.parametrize("school", [{"closed": date(2030, 6, 30)}, {"opened": date(2030, 8, 15)}])
def test_a_school_that_closes_or_opens_later_has_the_legal_notice(client, school):
    assert len(shown(client, **school).select(".rights")) == 1


def test_several_years_are_in_order(client):
    main = shown(client, {"year": "2031-32", "status": "closed"}, {"year": "2029-30", "status": "waitlist"}, {})
    assert [heading.get_text() for heading in main.select(".apply__year h3")] == [
        "School year 2029–30",
        "School year 2030–31",
        "School year 2031–32",
    ]
    assert len(main.select(".rights")) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"year": "2030-32"},
        {"year": "9999-00"},
        {"year": "next"},
        {"opens": date(2030, 2, 1), "closes": date(2030, 1, 1)},
        {"link": "javascript:alert(1)"},
        {"status": "maybe"},
    ],
)
def test_invalid_dates_are_refused(wrong):
    with pytest.raises(ValidationError):
        Enrollment(**{"school": SchoolFactory(), "year": "2030-31", "status": "open"} | wrong).full_clean()


def test_the_open_data_has_it_as_staff_said(client):
    school = School.objects.get(slug="burton-tech")
    Enrollment.objects.create(school=school, year="2030-31", status="waitlist", closes=date(2030, 2, 1))
    found = json.loads(client.get("/data/schools.json").getvalue())["schools"]
    (told,) = (one["applications"] for one in found if one["slug"] == "burton-tech")
    assert told == [{"year": "2030-31", "status": "waitlist", "opens": None, "closes": "2030-02-01", "link": None}]


def test_one_query_reads_all_lists_of_a_school(django_assert_num_queries):
    school = School.objects.get(slug="kory-hunter")
    Enrollment.objects.create(school=school, year="2030-31", status="open", opens=TODAY)
    with django_assert_num_queries(1):
        found = prefetch.whole_school(school.pk, 1)
        lists = {name: list(getattr(found, name).all()) for name in prefetch.LISTS}
    assert lists == {name: list(getattr(school, name).all()) for name in prefetch.LISTS}
    assert lists["former_names"][0].last_seen == date(2014, 4, 1)
    assert lists["enrollments"][0].opens == TODAY


def test_staff_enter_it_on_the_school(admin_client):
    school = School.objects.first()
    page = admin_client.get(reverse(School.snippet_viewset.get_url_name("edit"), args=[school.pk]))
    assert "enrollments-TOTAL_FORMS" in page.content.decode()
