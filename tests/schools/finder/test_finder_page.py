"""The finder without scripts: a plain form, an answer that explains itself, its cards, and the same for programs."""

import re
from datetime import timedelta

import pytest
from django import forms
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django.asserts import assertHTMLEqual

from schools.finder.criteria import QuickSelect
from schools.models import Enrollment, EnrollmentSeason, Program, Result, School, SearchMiss, StateRecord
from schools.register.school_year import coming_year
from tests.factories import profile
from tests.html import assert_valid, soup, words
from tests.schools.finder.questions import ask

pytestmark = pytest.mark.django_db


def test_a_place_orders_by_distance_and_says_how_it_is_measured(client):
    response = client.get("/schools/", {"near": "Watts"})
    assert len(assert_valid(response).select("[data-away]")) == 25
    assert "25 schools, nearest to Watts first" in words(response)
    assert "Miles as the crow flies; the drive is longer." in words(response)


def test_a_long_list_of_areas_is_written_as_django_would():
    attrs, choices = {"id": "id_area"}, [("", "Everywhere"), ("<b>", "<b> & “A” (3)"), ("Watts", 'The "Watts" (2)')]
    written = QuickSelect(attrs=attrs, choices=choices).render("area", "Watts")
    assertHTMLEqual(written, forms.Select(attrs=attrs, choices=choices).render("area", "Watts"))


def test_what_was_asked_can_be_taken_back_piece_by_piece(client):
    query = {"q": "technology", "near": "Watts", "within": "5", "level": "high", "grade": "9", "closed": "on"}
    page = soup(client.get("/schools/", query))
    chips = {chip.get_text(strip=True): chip["href"] for chip in page.select(".chip")}
    given = ["“technology”", "Near Watts", "Within 5 miles", "High school", "Grade 9", "Closed schools too"]
    assert list(chips) == given
    assert chips["High school"] == "/schools/?q=technology&near=Watts&within=5&grade=9&closed=on"
    assert chips["Near Watts"] == "/schools/?q=technology&level=high&grade=9&closed=on"
    assert page.select_one(".chips__all")["href"] == "/schools/"
    (chip,) = soup(client.get("/schools/", {"level": "high"})).select(".chip")
    assert chip["href"] == "/schools/"


def test_programs_are_offered_once_there_are_any(client):
    assert not soup(client.get("/schools/")).select("[name=program]")
    program = Program.objects.create(name="Robotics", slug="robotics", locale_id=1)
    school = School.objects.get(slug="merkin")
    school.programs = [program]
    school.save()
    page = soup(client.get("/schools/", {"program": "robotics"}))
    assert page.select_one(".choices label").get_text(strip=True) == "Robotics (1)"
    options = [option.get_text() for option in page.select("[name=level] option")]
    assert options == ["All levels", "High school (0)", "Middle school (1)"]
    assert page.select_one("[name=program]").has_attr("checked")


def test_after_a_search_the_form_is_folded_and_rarer_filters_are_open_when_they_are_in_use(client):
    page = soup(client.get("/schools/"))
    assert page.select_one("[name=robots]") is None
    assert page.select_one("details.asking").has_attr("open")
    assert not page.select_one(".questions details").has_attr("open")
    page = soup(client.get("/schools/", {"near": "90044", "grade": "9"}))
    assert page.select_one("[name=robots]")["content"] == "noindex"  # an answer is not for search engines
    assert not page.select(".questions details[open], details.asking[open]")
    assert page.select_one("details.asking > summary").get_text() == "Change search"
    assert soup(client.get("/schools/", {"level": "high"})).select_one(".questions details").has_attr("open")


def test_a_place_that_is_far_unknown_or_misspelled_is_explained(client):
    response = client.get("/schools/", {"near": "Pomona", "within": "1"})
    assert_valid(response)
    far = client.get("/schools/", {"near": "Pomona"})
    nearest = soup(far).select_one(".school-card__name a").get_text()
    for said in ("No school within 1 mile of Pomona.", "The nearest:", nearest):
        assert said in words(response)
    for near, is_far in (("Pomona", True), ("90044", False)):
        assert ("Our nearest school is" in words(client.get("/schools/", {"near": near}))) is is_far
    response = client.get("/schools/", {"near": "10001"})
    assert len(assert_valid(response).select(".school-card")) == 25
    assert "ZIP code 10001 is not in California. Our schools are in Los Angeles." in words(response)
    assert "The schools below are not sorted by distance." in words(response)
    assert "Showing schools near Watts. Not right? Type a ZIP code." in words(client.get("/schools/", {"near": "wats"}))
    assert "You asked for middle school." in words(client.get("/schools/", {"q": "secundaria"}))
    meant = soup(client.get("/schools/", {"q": "bloomfieldian", "level": "high"})).select_one(".answer__meant a")
    assert "level=high" in meant["href"]
    assert soup(client.get(meant["href"])).select(".school-card")


def test_no_place_is_in_the_title_or_description_of_an_answer(client):
    for path in ("/schools/?near=Willowbrook", "/schools/?q=Willowbrook", "/search/?q=Willowbrook"):
        head = soup(client.get(path)).head
        for described in (head.title, *head.find_all("meta")):
            assert "Willowbrook" not in str(described)


def test_a_long_list_comes_in_pages_that_keep_the_question_for_machines_too(client, monkeypatch):
    monkeypatch.setattr("schools.profiles.finder_files.PER_PAGE", 10)
    page = soup(client.get("/schools/", {"level": "high"}))
    assert len(page.select(".school-card")) == 10
    assert page.select_one(".pagination [rel=next]")["href"] == "?level=high&page=2"
    assert len(soup(client.get("/schools/", {"level": "high", "page": "2"})).select(".school-card")) == 6
    first = client.get("/schools/results.json", {"level": "high"}).json()
    assert first["count"] == 16
    second = client.get(first["next"].removeprefix("http://testserver")).json()
    assert len(first["results"]) + len(second["results"]) == 16
    assert second["next"] is None


def test_a_search_that_finds_nothing_is_counted_once_and_by_people_only(client, monkeypatch):
    monkeypatch.setattr("schools.finder.misses._last", -10.0)
    client.get("/schools/results.json", {"q": "qqqqqqqq"})
    assert not SearchMiss.objects.exists()
    client.get("/schools/", {"q": "qqqqqqqq"})
    assert SearchMiss.objects.get().count == 1


def test_machines_get_the_same_schools_in_the_same_order_and_the_reasons(client):
    query = {"near": "90044", "level": "middle"}
    answer = client.get("/schools/results.json", query).json()
    listed = [link["href"] for link in soup(client.get("/schools/", query)).select(".school-card__name a")]
    assert [one["url"].removeprefix("http://testserver") for one in answer["results"]] == listed
    assert (answer["count"], answer["order"], answer["place"]["name"], answer["next"]) == (9, "distance", "90044", None)
    first = answer["results"][0]
    assert list(first) == ["slug", "name", "level", "miles", "matched_on", "url"]
    assert first["level"] == "middle"
    assert 0 <= first["miles"] < 5
    found = client.get("/schools/results.json", {"q": "College-Ready Academy #1"}).json()["results"][0]
    reason = {"kind": "former", "label": "Formerly", "text": "Alliance College-Ready Academy #1"}
    assert (found["slug"], found["matched_on"]) == ("gertz-ressler", reason)
    assert "not in California" in client.get("/schools/results.json", {"near": "10001"}).json()["problem"]


TEXTS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["cerca de", "90044", "near", "#1", "9th grade", "34.03,-118.28", "%", "_", "\\", "'", "--", "½"]),
    st.lists(st.sampled_from(["secundaria", "in", "watts", "90044", "stern", "grade", "%"]), max_size=14).map(" ".join),
    st.integers().map(str),
    st.floats().map(str),
)
NAMES = st.sampled_from(["q", "near", "within", "level", "grade", "area", "program", "closed", "page"])


@settings(max_examples=40, deadline=None)
@given(query=st.dictionaries(NAMES, TEXTS))
def test_no_question_is_an_error(query):
    """On the pages of finder and search: tests/hostile/test_requests.py."""
    assert ask(**query).counts


def card(client, school) -> str:
    page = soup(client.get("/schools/", {"q": school.slug, "closed": "on"}))
    return " ".join(page.select_one(f".directory [data-school={school.slug}]").get_text(" ").split())


def test_the_newest_published_numbers_stand_there_with_their_year(client):
    school = profile().school
    record = StateRecord.objects.create(cds_code="19647330000001", name=school.name)
    record.school_links.create(school=school)
    for measure, year, value in (
        *(("graduation_rate", "2024-25", "91.8"), ("graduation_rate", "2023-24", "80.0")),
        *(("ela_met_percent", "2024-25", None), ("ela_met_percent", "2023-24", "33.6")),
        ("ela_all_met_percent", "2024-25", "11.1"),
    ):
        Result.objects.create(record=record, measure=measure, year=year, value=value, count=99, source="A file")
    text = card(client, school)
    assert "Graduate 92 of 100" in text
    assert re.search(r"English grade 11 34 of 100 \(California: \d+\) 2023–24", text)
    assert "Math" not in text
    assert "11.1" not in text
    School.objects.filter(pk=school.pk).update(closed=timezone.localdate() - timedelta(days=1))
    assert "Graduate" not in card(client, school)  # no numbers to choose a closed school by


def test_a_card_invents_nothing_and_has_the_dates_of_all_schools_or_its_own(client):
    school, other = profile().school, profile().school
    assert not [invented for invented in ("%", "None") if invented in card(client, other)]
    EnrollmentSeason.objects.create(year=coming_year(), status="open", closes=timezone.localdate() + timedelta(days=5))
    Enrollment.objects.create(school=other, year=coming_year(), status="waitlist")
    assert "Applications are open through" in card(client, school)
    assert "Applications go on the waitlist." in card(client, other)
    Enrollment.objects.update(status="closed")
    assert "pplications" not in card(client, other)
