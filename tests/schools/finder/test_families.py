"""Answers: their language, where they lead, and the schools that offer something; closed schools, corners, and ages."""

from datetime import timedelta

import pytest
from django.utils import timezone

from schools.finder import corners
from schools.finder.corners import Point, Streets
from schools.models import Answer, Offering, School, Synonym
from tests.cases import cases
from tests.html import assert_valid, soup, words
from tests.schools.finder.questions import ask, shown, slugs

pytestmark = pytest.mark.django_db


def test_an_answer_is_in_the_language_of_the_question_and_leads_to_the_page_in_it(client):
    for address, query, href in cases(__file__, "leads.csv"):
        reply = soup(client.get(address, {"q": query})).select_one(".reply")
        assert reply["lang"] == ("es" if "/es/" in href else "en")
        assert reply.a["href"].partition("#")[0].partition("?")[0] == href


def test_the_site_search_gives_the_same_answer_and_leads_to_the_finder(client):
    answer, page = ask(q="autobús").answers[0], assert_valid(client.get("/search/", {"q": "autobús"}))
    reply = page.select_one(".reply")
    assert reply["lang"] == answer.language
    assert answer.title in reply.get_text()
    assert "No results" not in page.get_text()
    for query in ("middle schools", "escuelas cerca de 90044", "soccer", "western and mlk"):
        link = soup(client.get("/search/", {"q": query})).select_one(".reply a[href*='/?q=']")
        assert soup(client.get(link["href"])).select(".school-card, .reply"), query


def test_an_answer_leads_to_a_page_only_while_visitors_can_see_it_and_without_it_there_are_the_schools(client):
    answer = Answer.objects.get(key="jobs", language="en")
    assert soup(client.get("/schools/", {"q": "jobs"})).select_one(".reply a")["href"] == "/contact/"
    answer.page.unpublish()
    assert soup(client.get("/schools/", {"q": "jobs"})).select(".reply")
    assert not soup(client.get("/schools/", {"q": "jobs"})).select(".reply a")
    Answer.objects.all().delete()
    assert soup(client.get("/schools/", {"q": "bus"})).select(".school-card")
    assert client.get("/search/", {"q": "bus"}).status_code == 200


def test_staff_teach_an_answer_its_words_and_a_word_for_a_school(client):
    Answer.objects.create(key="parking", language="en", title="Parking", text="<b>Park</b> on the street.")
    Synonym.objects.create(phrase="where to park", meaning="answer", value="parking")
    assert "Parking <b>Park</b> on the street." in words(client.get("/schools/", {"q": "where to park"}))
    assert slugs(ask(q="La Prepa Grande")) != ["stern"]
    Synonym.objects.create(phrase="la prepa grande", meaning="words", value="Marc Stern")
    assert slugs(ask(q="La Prepa Grande")) == ["stern"]


def test_schools_that_offer_something_are_found_and_the_others_are_not_denied(school, other):
    assert len(ask(q="soccer").hits) == 25
    closed = School.objects.get(slug="tennenbaum")
    Offering.objects.create(school=closed, topic="sports", text="Soccer, until it closed.")
    assert "No school has told us more about this yet." in ask(q="soccer").answers[0].text
    Offering.objects.create(school=other, topic="sports", text="Soccer, origami, and a mariachi band.")
    results = ask(q="soccer near 90003")
    assert slugs(results) == slugs(ask(q="origami")) == ["kory-hunter"]
    assert shown(results)[0].matched_on.text == "Soccer, origami, and a mariachi band."
    assert "1 of our 25 schools has told us." in results.answers[0].text
    assert len(ask(q="basketball").hits) == 25
    Offering.objects.create(school=school, topic="sports", text="Basketball.")
    assert "2 of our 25 schools have told us." in ask(q="basketball").answers[0].text
    assert slugs(ask(q="basketball")) == [school.slug]
    Offering.objects.all().delete()
    assert slugs(ask(q="origami")) == []


def test_a_closed_school_comes_with_its_successor_and_open_ones_near_it(client):
    for question in ({"q": "tennenbaum"}, {"q": "tennenbaum", "closed": "on"}):
        results = ask(**question)
        assert slugs(results) == ["tennenbaum"]
        assert results.instead[0].school.slug == "leichtman-levine"
        assert {(page.school.is_open, page.school.level) for page in results.instead} == {(True, "high")}
    assert "Open schools near there" in words(client.get("/schools/", {"q": "tennenbaum"}))
    assert ask(q="burton").instead == []
    found = [link["href"] for link in soup(client.get("/search/", {"q": "Tennenbaum"})).select(".result__title a")]
    assert found[:2] == ["/schools/tennenbaum/", "/schools/leichtman-levine/"]
    School.objects.filter(slug="leichtman-levine").update(closed=timezone.localdate() - timedelta(days=1))
    School.objects.filter(slug="tennenbaum").update(successor=School.objects.get(slug="stern"))
    instead = [page.school.slug for page in ask(q="tennenbaum").instead]
    assert instead[0] == "stern"
    assert "leichtman-levine" not in instead


def test_streets_that_do_not_meet_and_names_with_an_and_are_no_corners():
    results = ask(q="figueroa and allegheny st")
    assert results.place is None
    assert "figueroa and allegheny" in results.place_problem.message
    assert len(results.hits) == 25
    for q in ("Marc & Eva Stern", "Cindy and Bill Simon", "math and science", "and", "& /", "y y y"):
        assert ask(q=q).place is None, q


def test_a_corner_without_a_point_is_where_the_axes_of_its_streets_cross_or_else_between_them(monkeypatch):
    known = {
        "Elm": [("ns", 34.00, -118.30), ("ns", 34.10, -118.31)],
        "Oak": [("ew", 34.01, -118.33), ("ew", 34.03, -118.25)],
        "Pine": [("ew", 34.03, -118.33)],
        "Bias": [("", 34.0, -118.3)],
        "Slant": [("", 34.0, -118.32), ("", 34.005, -118.3), ("", 34.0, -118.3058)],
        "Bend": [("ns", 34.20, -118.30), ("ew", 34.22, -118.32)],
        "Fir": [("ew", 34.23, -118.33), ("ew", 34.239, -118.33)],
    }
    streets = Streets(Point(street, *point) for street, points in known.items() for point in points)
    monkeypatch.setattr(corners, "known_streets", lambda: streets)
    for text, spot in (
        *(("elm and oak", (34.01, -118.30)), ("oak and elm", (34.01, -118.30))),
        *(("bias and slant", (34.0, -118.3029)), ("bend and fir", (34.23, -118.30))),
    ):
        place = corners.corner_in(text).place
        assert (place.latitude, place.longitude) == pytest.approx(spot), text
    for too_far in ("elm and fir", "oak and pine"):  # the second do not cross, so they would have to be nearer
        assert corners.corner_in(too_far).place is None


def test_ages_and_grades_beyond_ours_are_told():
    for q, grade, not_served in cases(__file__, "ages.csv"):
        results = ask(q=q)
        told = ["6 to 12" in one.label for one in results.understood if one.kind == "not served"]
        assert (str(results.criteria.grade or ""), told) == (grade, [True] if not_served else []), q


def test_every_answer_leads_to_a_section_that_is_there(client):
    pages = {}
    for answer in Answer.objects.exclude(anchor="").select_related("page"):
        page = pages.setdefault(answer.page_id, soup(client.get(answer.page.url)))
        assert page.find(id=f"section-{answer.anchor}"), answer.key


def test_an_answered_question_that_selects_no_school_leads_to_all_schools_instead_of_listing_them(client):
    answered = soup(client.get("/schools/?q=lottery")).select_one(".answer")
    link = answered.select_one(".reply a[href^='/enroll/']")
    assert link["href"] == "/enroll/#section-lottery-priorities-and-waitlist"
    assert not answered.select(".school-card")
    assert answered.select_one(".answer__count a")["href"] == "/schools/"
    assert soup(client.get("/schools/?q=lottery&grade=7")).select(".school-card")
    assert soup(client.get("/schools/?q=lottery 90044")).select(".school-card")


def test_what_says_to_call_has_a_way_to_the_phone_and_other_pages_are_folded(client):
    for address, query in cases(__file__, "calls.csv"):
        form = soup(client.get(address, {"q": query})).select_one(".call form")
        assert form.select_one("[name=q]")["value"] == query
        found = soup(client.get(form["action"], {"q": query, "near": "burton"}))
        assert found.select_one(".school-card [href^='tel:']"), query
    folded = "details.search-site:not([open]) ol.results"
    assert soup(client.get("/es/buscar/", {"q": "inscripción"})).select_one(folded)
    assert soup(client.get("/search/", {"q": "suicide"})).select_one(".reply a[href='tel:988']")
    assert not soup(client.get("/search/", {"q": "mission"})).select(".reply, .call, details.search-site")
    for query, title, _because in cases(__file__, "not_served.csv"):
        page = soup(client.get("/search/", {"q": query}))
        assert (page.select_one(".reply__title").get_text(), bool(page.select(".call form"))) == (title, True)
        assert not page.select("ol.results") or page.select(folded), query


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


def test_a_place_or_a_corrected_word_is_told_as_it_was_typed_in_the_language_of_the_page():
    (place,) = ask("es", q="escuelas en la florence").understood
    assert (place.typed, place.label) == ("florence", "Florence-Firestone (barrio de Los Ángeles)")
    results = ask(q="best high school for math near slauson")
    assert str(results.place) == "the middle of Slauson Avenue"
    assert "unknown" not in {one.kind for one in results.understood}
    assert [one.label for one in ask("es", q="kiero inscrivir a mi ija").understood] == ["inscribir"]
    assert ask(near="football team").place is None
    for typed in ("Garden Grove", "Lincoln Park"):  # unknown places, but no question
        results = ask(near=typed)
        assert (results.answers, results.criteria.near, bool(results.place_problem)) == ([], typed, True)
