"""Search finds pages and schools, and nothing that is not public."""

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Page
from wagtail.rich_text import RichText

from pages.models import StandardPage
from schools.models import FormerName, Recognition, SchoolPage, SchoolStateRecord, StateRecord
from tests.factories import home, profile
from tests.html import assert_valid, soup, words
from tests.pages.search.results import links, search

pytestmark = pytest.mark.django_db

PIECES = ["Merkin", "merkn", "graduaton", "near", "school", "90059", "&|!:*()<>", "'", "\\", "%", "é", "ﷺ", "-", "\x00"]
FOUND = {
    "Merkin": "/schools/merkin/",
    "College-Ready Academy #1": "/schools/gertz-ressler/",
    "Media Arts": "/schools/mckinzie/",
    "Watts": "/schools/simon-tech/",
    "91352": "/schools/valera/",
    "19647330106864": "/schools/gertz-ressler/",
    "equity": "/mission/equity/",
    "Judy Ivie Burton": "/about/",
    "O’Donovan": "/schools/odonovan/",
    "odonovan": "/schools/odonovan/",
    "hyde park middle school": "/schools/odonovan/",
    "Renée Luskin": "/schools/luskin/",
    "tennenbaum high school closed": "/schools/tennenbaum/",
    "gertz ressler middle": "/schools/merkin/",
    "Leichtman-Levine FF": "/schools/leichtman-levine/",
    "0645": "/schools/gertz-ressler/",
    "062271010851": "/schools/gertz-ressler/",
    "who we are": "/about/",
    "limitless horizon": "/",
}
TYPED = st.one_of(st.text(max_size=250), st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join))


def test_pages_and_schools_are_found(client):
    for query, path in FOUND.items():
        response = search(client, query)
        assert path in [link["href"] for link in soup(response).main.select("ol.results h2 a")], query
        assert not response.context["answer"].is_loose, query
    assert "Closed" in words(search(client, "tennenbaum high school closed"))


def test_accents_and_apostrophes_make_no_difference(client):
    text = RichText("<p>González and L’Ouverture</p>")
    page = StandardPage(title="José O’Brien", slug="jose", body=[("section", {"heading": "One", "text": text})])
    home().add_child(instance=page)
    for query in ("José", "jose", "GONZALEZ", "O’Brien", "O'Brien", "obrien", "L’Ouverture"):
        assert links(client, query) == ["/jose/"], query


def test_a_profile_is_indexed_in_its_own_language_whoever_saves_it(client):
    page = SchoolPage.objects.get(school__slug="tennenbaum", locale__language_code="en")
    with translation.override("es"):
        page.school.save()
    assert "/schools/tennenbaum/" in links(client, "tennenbaum high school closed")


def test_changes_of_the_register_change_the_results(client):
    page = profile()
    page.school.name = "Alliance Zephyr Academy"
    page.school.campus.street = "77 Quixote Avenue"
    page.school.campus.save()
    page.school.former_names = [FormerName(name="Zanzibar Academy")]
    page.school.record_links = [SchoolStateRecord(record=StateRecord.objects.create(cds_code="1" * 14, name="Xylo"))]
    page.school.recognitions = [Recognition(title="Zebra Medal", year=2020, source="A newspaper")]
    page.school.save()
    path = f"/schools/{page.slug}/"
    assert not [query for query in ("Zephyr", "Quixote", "Zanzibar", "1" * 14) if path not in links(client, query)]
    assert "Recognition: Zebra Medal (2020)" in words(search(client, "zebra"))
    record = StateRecord.objects.get(cds_code="1" * 14)
    record.cds_code = "2" * 14
    record.save()
    assert path in links(client, "2" * 14)
    page.school.former_names.all()[0].delete()
    page.school.recognitions.all()[0].delete()
    assert links(client, "Zanzibar") == links(client, "zebra") == []
    page.unpublish()
    assert links(client, "Zephyr") == []


def test_words_on_different_pages_find_the_closest_pages(client):
    response = client.get("/search/", {"q": "equity zzzzzz"})
    assert "/mission/equity/" in links(client, "equity zzzzzz")
    assert response.context["answer"].is_loose


def test_without_words_or_results_or_with_any_page_number_there_is_a_page_that_search_engines_leave_out(client):
    home().add_child(instance=Page(title="Quagga", slug="quagga"))
    assert "/quagga/" in links(client, "Quagga")  # a plain page is no error
    for query in ("", "   ", "zzzzzz"):
        response = search(client, query)
        assert_valid(response)
        assert "noindex" in soup(response).find("meta", {"name": "robots"})["content"]
    assert links(client, "zzzzzz") == []
    for number in ("0", "-1", "999", "x", ""):
        search(client, "school", page=number)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=TYPED, page=st.one_of(st.just("1"), st.text(max_size=5)))
def test_any_text_is_answered(client, query, page):
    search(client, query.encode("utf-8", "replace").decode(), page=page.encode("utf-8", "replace").decode())


def test_results_come_in_pages(client):
    for n in range(25):
        home().add_child(instance=StandardPage(title=f"Quokka {n}", slug=f"quokka-{n}"))
    assert len(links(client, "quokka")) == 10
    assert len(links(client, "quokka", page=3)) == 5
