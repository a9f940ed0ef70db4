"""Answers: their language, where they lead, and the schools that offer something; closed schools, corners, and ages."""

from datetime import timedelta

import pytest
from django.utils import timezone

from schools.models import Answer, Offering, School, Synonym
from tests.html import assert_valid, soup, words
from tests.schools.finder.questions import ask, slugs

pytestmark = pytest.mark.django_db


# Answers


def test_an_answer_leads_to_the_page_in_its_language(client):
    for address, query, href in [
        ("/schools/", "lottery", "/enroll/"),
        ("/schools/", "sorteo", "/es/inscripcion/"),
        ("/schools/", "mi hijo tiene un IEP", "/es/inscripcion/"),
        ("/es/escuelas/", "lottery", "/es/inscripcion/"),
        ("/es/buscar/", "bus", "/es/inscripcion/"),
        ("/es/buscar/", "schools near 90044", "/es/escuelas/"),
    ]:
        reply = soup(client.get(address, {"q": query})).select_one(".reply")
        assert reply["lang"] == ("es" if "/es/" in href else "en")
        assert reply.a["href"].partition("#")[0].partition("?")[0] == href


def test_the_site_search_gives_the_same_answer(client):
    for query in ("bus", "autobús"):
        answer = ask(q=query).answers[0]
        page = soup(client.get("/search/", {"q": query}))
        reply = page.select_one(".reply")
        assert reply["lang"] == answer.language
        assert answer.title in reply.get_text()
        assert "No results" not in page.get_text()
    assert_valid(client.get("/search/", {"q": "bus"}))


def test_the_site_search_leads_to_the_finder(client):
    for query in ("middle schools", "escuelas cerca de 90044", "soccer", "western and mlk"):
        link = soup(client.get("/search/", {"q": query})).select_one(".reply a[href*='/?q=']")
        assert soup(client.get(link["href"])).select(".school-card, .reply"), query
    assert not soup(client.get("/search/", {"q": "mission"})).select(".reply")


def test_an_answer_leads_to_a_page_only_while_visitors_can_see_it(client):
    answer = Answer.objects.get(key="jobs", language="en")
    assert soup(client.get("/schools/", {"q": "jobs"})).select_one(".reply a")["href"] == "/contact/"
    answer.page.unpublish()
    assert soup(client.get("/schools/", {"q": "jobs"})).select(".reply")
    assert not soup(client.get("/schools/", {"q": "jobs"})).select(".reply a")


def test_staff_teach_an_answer_and_its_words(client):
    Answer.objects.create(key="parking", language="en", title="Parking", text="<b>Park</b> on the street.")
    Synonym.objects.create(phrase="where to park", meaning="answer", value="parking")
    response = client.get("/schools/", {"q": "where to park"})
    assert "<b>Park" not in response.content.decode()
    assert "Parking <b>Park</b> on the street." in words(response)


def test_a_word_whose_answer_is_gone_still_shows_the_schools(client):
    Answer.objects.all().delete()
    for query in ("bus", "soccer near 90003"):
        assert soup(client.get("/schools/", {"q": query})).select(".school-card")
        assert client.get("/search/", {"q": query}).status_code == 200


# What schools offer


def offer(slug, topic, text):
    Offering.objects.create(school=School.objects.get(slug=slug), topic=topic, text=text)


def test_schools_that_offer_something_are_found_and_the_others_are_not_denied():
    assert len(ask(q="soccer").hits) == 25
    assert "We don’t know yet." in ask(q="soccer").answers[0].text
    offer("kory-hunter", "sports", "Soccer, chess, and a mariachi band.")
    results = ask(q="soccer near 90003")
    assert slugs(results) == ["kory-hunter"]
    assert results.hits[0].matched_on.text == "Soccer, chess, and a mariachi band."
    assert "1 of our 25 schools has told us." in results.answers[0].text
    assert len(ask(q="basketball").hits) == 25
    offer("stern", "sports", "Basketball.")
    assert "2 of our 25 schools have told us." in ask(q="basketball").answers[0].text
    assert slugs(ask(q="basketball")) == ["stern"]


def test_words_of_an_offering_are_found_without_a_search_word_and_gone_with_it():
    assert slugs(ask(q="origami")) == []
    offer("stern", "sports", "Origami club.")
    assert slugs(ask(q="origami")) == ["stern"]
    Offering.objects.get().delete()
    assert slugs(ask(q="origami")) == []


def test_a_school_that_has_closed_does_not_count():
    offer("tennenbaum", "uniform", "Blue polo shirts.")
    assert "We don’t know yet" in ask(q="uniform").answers[0].text


# Closed schools, corners


def test_a_closed_school_comes_with_open_ones_near_it(client):
    for question in ({"q": "tennenbaum"}, {"q": "tennenbaum", "closed": "on"}):
        results = ask(**question)
        assert slugs(results) == ["tennenbaum"]
        assert results.instead[0].school.slug == "leichtman-levine"
        assert {(page.school.is_open, page.school.level) for page in results.instead} == {(True, "high")}
    assert "Open schools near there" in words(client.get("/schools/", {"q": "tennenbaum"}))
    assert ask(q="burton").instead == []
    found = [link["href"] for link in soup(client.get("/search/", {"q": "Tennenbaum"})).select(".result__title a")]
    assert found[:2] == ["/schools/tennenbaum/", "/schools/leichtman-levine/"]


def test_the_school_that_follows_a_closed_one_comes_first():
    School.objects.filter(slug="tennenbaum").update(successor=School.objects.get(slug="stern"))
    assert ask(q="tennenbaum").instead[0].school.slug == "stern"


def test_a_closed_neighbor_is_no_way_out():
    School.objects.filter(slug="leichtman-levine").update(closed=timezone.localdate() - timedelta(days=1))
    school = School.objects.get(slug="leichtman-levine")
    school.save()
    assert "leichtman-levine" not in [page.school.slug for page in ask(q="tennenbaum").instead]


def test_streets_that_do_not_meet_give_no_point():
    results = ask(q="figueroa and allegheny st")
    assert results.place is None
    assert "figueroa and allegheny" in results.place_problem.message
    assert len(results.hits) == 25


@pytest.mark.parametrize("q", ["Marc & Eva Stern", "Cindy and Bill Simon", "math and science", "and", "& /", "y y y"])
def test_names_with_an_and_are_no_corners(q):
    assert ask(q=q).place is None


# Grades and ages at the edges


@pytest.mark.parametrize(
    ("q", "grade", "not_served"),
    [
        ("my son is 10 years old", None, True),
        ("5 años", None, True),
        ("18 years old", 12, False),
        ("99 years old", None, False),
        ("grade 13", None, True),
        ("1st grade", None, True),
        ("grade 0", None, True),
        ("461 West 9th Street", None, False),
    ],
)
def test_ages_and_grades_beyond_ours_are_told(q, grade, not_served):
    results = ask(q=q)
    assert results.criteria.grade == grade
    assert bool([one for one in results.understood if one.kind == "not served"]) == not_served


def test_every_answer_leads_to_a_section_that_is_there(client):
    pages = {}
    for answer in Answer.objects.exclude(anchor="").select_related("page"):
        page = pages.setdefault(answer.page_id, soup(client.get(answer.page.url)))
        assert page.find(id=f"section-{answer.anchor}"), answer.key
    (link,) = soup(client.get("/schools/?q=lottery")).select(".reply a[href^='/enroll/']")
    assert link["href"] == "/enroll/#section-lottery-priorities-and-waitlist"


def test_an_answered_question_that_selects_no_school_leads_to_all_schools_instead_of_listing_them(client):
    answered = soup(client.get("/schools/?q=lottery")).select_one(".answer")
    assert not answered.select(".school-card")
    assert answered.select_one(".answer__count a")["href"] == "/schools/"
    assert soup(client.get("/schools/?q=lottery&grade=7")).select(".school-card")
    assert soup(client.get("/schools/?q=lottery 90044")).select(".school-card")


def test_what_says_to_call_has_a_way_to_the_phone_and_other_pages_are_folded(client):
    for address, query in [
        ("/schools/", "lottery"),
        ("/schools/", "qqqqqq"),
        ("/es/buscar/", "camión"),
        ("/search/", "qq"),
    ]:
        form = soup(client.get(address, {"q": query})).select_one(".call form")
        assert form.select_one("[name=q]")["value"] == query
        found = soup(client.get(form["action"], {"q": query, "near": "burton"}))
        assert found.select_one(".school-card [href^='tel:']"), query
    assert soup(client.get("/es/buscar/", {"q": "inscripción"})).select_one(
        "details.search-site:not([open]) ol.results"
    )
    assert not soup(client.get("/search/", {"q": "mission"})).select(".call, details.search-site")


def test_what_is_no_place_is_not_called_one(client):
    chips = [chip.get_text() for chip in soup(client.get("/schools/", {"near": "football team"})).select(".chip")]
    assert [chip.strip() for chip in chips] == ["“football team”"]


def test_the_phones_of_the_nearest_schools_are_with_the_answer_and_none_where_the_office_answers(client):
    page = soup(client.get("/es/escuelas/", {"q": "camión", "near": "90044"}))
    cards = [link["href"] for link in page.select(".school-card__phone")]
    assert [link["href"] for link in page.select(".call__phones a")] == cards[:3]
    assert not page.select(".call form")
    for address in ("/schools/", "/search/"):
        for query in ("donate", "press", "jobs", "board meetings"):
            page = soup(client.get(address, {"q": query}))
            assert page.select(".reply")
            assert not page.select(".call"), query


def test_a_place_is_told_as_it_was_typed_in_the_language_of_the_page():
    (place,) = ask("es", q="escuelas en la florence").understood
    assert (place.typed, place.label) == ("florence", "Florence-Firestone (barrio de Los Ángeles)")
    results = ask(q="best high school for math near slauson")
    assert str(results.place) == "the middle of Slauson Avenue"
    assert "unknown" not in {one.kind for one in results.understood}


def test_a_corrected_word_is_told_unless_it_says_nothing():
    assert [one.label for one in ask("es", q="kiero inscrivir a mi ija").understood] == ["inscribir"]
