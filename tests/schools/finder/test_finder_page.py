"""The finder without scripts: a plain form, an answer that explains itself, and the same answer for programs."""

import pytest
from django import forms
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django.asserts import assertHTMLEqual

from schools.finder.criteria import QuickSelect
from schools.models import Program, School, SearchMiss
from tests.factories import CampusFactory, SchoolFactory, profile
from tests.html import assert_valid, soup, words

pytestmark = pytest.mark.django_db


def names(client, **query):
    page = soup(client.get("/schools/", query))
    return [link.get_text(" ", strip=True) for link in page.select(".school-card__name a")]


def test_a_place_orders_by_distance_and_says_how_it_is_measured(client):
    response = client.get("/schools/", {"near": "Watts"})
    assert_valid(response)
    assert "25 schools, nearest to Watts first" in words(response)
    assert "Miles as the crow flies; the drive is longer." in words(response)
    miles = [float(line["data-away"].split()[0]) for line in soup(response).select("[data-away]")]
    assert len(miles) == 25
    assert miles == sorted(miles)


def test_a_long_list_of_areas_is_written_as_django_would():
    attrs, choices = {"id": "id_area"}, [("", "Everywhere"), ("<b>", "<b> & “A” (3)"), ("Watts", 'The "Watts" (2)')]
    written = QuickSelect(attrs=attrs, choices=choices).render("area", "Watts")
    assertHTMLEqual(written, forms.Select(attrs=attrs, choices=choices).render("area", "Watts"))


def test_what_was_asked_can_be_taken_back_piece_by_piece(client):
    query = {"q": "technology", "near": "Watts", "within": "5", "level": "high", "grade": "9", "closed": "on"}
    page = soup(client.get("/schools/", query))
    chips = {chip.get_text(strip=True): chip["href"] for chip in page.select(".chip")}
    assert list(chips) == [
        "“technology”",
        "Near Watts",
        "Within 5 miles",
        "High school",
        "Grade 9",
        "Closed schools too",
    ]
    assert chips["High school"] == "/schools/?q=technology&near=Watts&within=5&grade=9&closed=on"
    assert chips["Near Watts"] == "/schools/?q=technology&level=high&grade=9&closed=on"
    assert page.select_one(".chips__all")["href"] == "/schools/"


def test_the_last_chip_leads_to_the_whole_list(client):
    (chip,) = soup(client.get("/schools/", {"level": "high"})).select(".chip")
    assert chip["href"] == "/schools/"


def test_filters_say_how_many_schools_they_would_leave(client):
    page = soup(client.get("/schools/", {"level": "middle"}))
    options = [option.get_text() for option in page.select("[name=level] option")]
    assert options == ["All levels", "High school (16)", "Middle school (9)"]
    assert page.select_one("[name=level] [selected]")["value"] == "middle"
    assert "Grade 9 (0)" in [option.get_text() for option in page.select("[name=grade] option")]
    areas = [option["value"] for option in page.select("[name=area] option")]
    assert areas[0] == ""
    assert "Hyde Park" in areas


def test_programs_are_offered_once_there_are_any(client):
    assert not soup(client.get("/schools/")).select("[name=program]")
    program = Program.objects.create(name="Robotics", slug="robotics", locale_id=1)
    school = School.objects.get(slug="merkin")
    school.programs = [program]
    school.save()
    page = soup(client.get("/schools/", {"program": "robotics"}))
    assert page.select_one(".choices label").get_text(strip=True) == "Robotics (1)"
    assert page.select_one("[name=program]").has_attr("checked")
    assert names(client, program="robotics") == ["Richard Merkin Middle School"]


def test_rarer_filters_are_open_when_they_are_in_use(client):
    assert not soup(client.get("/schools/")).select_one(".questions details").has_attr("open")
    assert not soup(client.get("/schools/", {"near": "90044", "grade": "9"})).select_one(".questions details[open]")
    assert soup(client.get("/schools/", {"level": "high"})).select_one(".questions details").has_attr("open")


def test_after_a_search_the_form_is_folded_and_the_schools_come_first(client):
    assert soup(client.get("/schools/")).select_one("details.asking").has_attr("open")
    page = soup(client.get("/schools/", {"near": "90044", "grade": "9"}))
    assert not page.select_one("details.asking").has_attr("open")
    assert page.select_one("details.asking > summary").get_text() == "Change search"
    assert [label.get_text() for label in page.select(".questions__first label")][1] == "Grade next year"


@pytest.mark.parametrize(("near", "far"), [("90044", False), ("Pomona", True), ("Lancaster", True), ("", False)])
def test_a_far_school_is_said_to_be_far(client, near, far):
    assert ("Our nearest school is" in words(client.get("/schools/", {"near": near}))) is far


@pytest.mark.parametrize(
    ("near", "message"),
    [
        ("10001", "ZIP code 10001 is not in California. Our schools are in Los Angeles."),
        ("9004", "A ZIP code has five digits, such as 90044."),
        ("Xyzzyville", "We did not find “xyzzyville”."),
        ("48.85,2.35", "That location is far from California."),
    ],
)
def test_a_place_without_a_point_is_explained_and_the_schools_are_shown(client, near, message):
    response = client.get("/schools/", {"near": near})
    assert_valid(response)
    assert message in words(response)
    assert "The schools below are not sorted by distance." in words(response)
    assert len(names(client, near=near)) == 25


def test_nothing_near_names_the_nearest(client):
    response = client.get("/schools/", {"near": "Pomona", "within": "1"})
    assert_valid(response)
    assert "No school within 1 mile of Pomona." in words(response)
    nearest = soup(client.get("/schools/", {"near": "Pomona"})).select_one(".school-card__name a").get_text()
    assert nearest in words(response)
    assert "The nearest:" in words(response)


def test_a_slip_is_read_as_what_was_meant_and_said(client):
    assert "Showing schools near Watts. Not right? Type a ZIP code." in words(client.get("/schools/", {"near": "wats"}))
    assert "You asked for middle school." in words(client.get("/schools/", {"q": "secundaria"}))


def test_a_word_nobody_has_gets_a_suggestion_that_leads_somewhere(client):
    page = soup(client.get("/schools/", {"q": "bloomfieldian", "level": "high"}))
    link = page.select_one(".answer__meant a")
    assert link is not None
    assert "level=high" in link["href"]
    assert soup(client.get(link["href"])).select(".school-card")


def test_an_answer_to_a_question_is_not_for_search_engines(client):
    assert soup(client.get("/schools/")).select_one("[name=robots]") is None
    assert soup(client.get("/schools/", {"near": "90044"})).select_one("[name=robots]")["content"] == "noindex"


def test_no_place_is_said_in_title_or_description(client):
    for path in ("/schools/?near=Willowbrook", "/schools/?q=Willowbrook", "/search/?q=Willowbrook"):
        head = soup(client.get(path)).head
        for described in (head.title, *head.find_all("meta")):
            assert "Willowbrook" not in str(described)


def test_a_long_list_comes_in_pages_that_keep_the_question(client):
    for _n in range(30):
        profile()
    page = soup(client.get("/schools/", {"level": "high"}))
    assert len(page.select(".school-card")) == 30
    assert page.select_one(".pagination [rel=next]")["href"] == "?level=high&page=2"
    assert len(soup(client.get("/schools/", {"level": "high", "page": "2"})).select(".school-card")) == 16


def test_a_search_that_finds_nothing_is_counted_once_and_by_people_only(client, monkeypatch):
    monkeypatch.setattr("schools.finder.misses._last", -10.0)
    client.get("/schools/results.json", {"q": "qqqqqqqq"})
    assert not SearchMiss.objects.exists()
    client.get("/schools/", {"q": "qqqqqqqq"})
    assert SearchMiss.objects.get().count == 1


def test_the_home_page_asks_for_a_place_and_a_grade(client):
    page = soup(client.get("/"))
    form = page.select_one("form.finder")
    assert form["action"] == "/schools/"
    assert [field["name"] for field in form.select("input, select")] == ["near", "grade"]
    lead = page.select_one(".hero .lead").get_text()
    assert all(word in lead for word in ("Free", "Los Angeles", "6 to 12", "apply"))


def test_machines_get_the_same_schools_in_the_same_order(client):
    query = {"near": "90044", "level": "middle"}
    answer = client.get("/schools/results.json", query).json()
    listed = [link["href"] for link in soup(client.get("/schools/", query)).select(".school-card__name a")]
    assert [one["url"].removeprefix("http://testserver") for one in answer["results"]] == listed
    assert (answer["count"], answer["order"], answer["place"]["name"], answer["next"]) == (9, "distance", "90044", None)
    first = answer["results"][0]
    assert list(first) == ["slug", "name", "level", "miles", "matched_on", "url"]
    assert first["level"] == "middle"
    assert 0 <= first["miles"] < 5


def test_machines_are_told_why_a_school_was_found_and_why_a_place_was_not(client):
    found = client.get("/schools/results.json", {"q": "College-Ready Academy #1"}).json()["results"][0]
    assert found["slug"] == "gertz-ressler"
    assert found["url"] == "http://testserver/schools/gertz-ressler/"
    assert found["matched_on"] == {
        "kind": "former",
        "label": "Formerly",
        "text": "Alliance College-Ready Academy #1",
    }
    assert "not in California" in client.get("/schools/results.json", {"near": "10001"}).json()["problem"]


def test_machines_get_a_long_answer_in_pages(client):
    for _n in range(30):
        profile()
    first = client.get("/schools/results.json", {"level": "high"}).json()
    assert first["count"] == 46
    second = client.get(first["next"].removeprefix("http://testserver")).json()
    assert len(first["results"]) + len(second["results"]) == 46
    assert second["next"] is None


def test_there_is_no_answer_where_there_is_no_list(client):
    assert client.get("/stories/results.json").status_code == 404
    assert client.get("/es/schools/results.json").status_code == 404
    assert client.post("/schools/results.json").status_code == 405


def test_a_name_that_looks_like_markup_stays_text(client):
    nasty = SchoolFactory(name="Alliance <b>Bold</b> “Quote”", campus=CampusFactory(area='A"><i>'))
    profile(nasty)
    for path in ("/schools/?q=bold", f"/schools/compare/?school={nasty.slug}", "/schools/?q=%3Cscript%3E"):
        response = client.get(path)
        assert_valid(response)
        assert "<b>Bold" not in response.content.decode()
        assert "<i>" not in response.content.decode()
        assert "<script>" not in response.content.decode()


TEXTS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["cerca de", "90044", "near", "#1", "9th grade", "34.03,-118.28", "%", "_", "\\", "'", "--", "½"]),
    st.lists(st.sampled_from(["secundaria", "in", "watts", "90044", "stern", "grade", "%"]), max_size=14).map(" ".join),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    query=st.dictionaries(
        st.sampled_from(["q", "near", "within", "level", "grade", "area", "program", "closed", "page", "school"]),
        st.one_of(TEXTS, st.integers().map(str), st.floats().map(str)),
    ),
    path=st.sampled_from(["/schools/", "/schools/results.json", "/schools/compare/", "/search/"]),
)
def test_no_question_is_an_error(client, query, path):
    assert client.get(path, query).status_code == 200
