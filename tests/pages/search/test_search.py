"""Search finds pages and schools, and nothing that is not public."""

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Page, PageViewRestriction
from wagtail.rich_text import RichText

from pages.models import StandardPage
from schools.models import FormerName, SchoolPage, SchoolStateRecord, StateRecord
from tests.factories import SchoolFactory, home, profile
from tests.html import assert_valid, soup, words
from tests.pages.search.results import links, search

pytestmark = pytest.mark.django_db

PIECES = ["Merkin", "merkn", "graduaton", "near", "school", "90059", "&|!:*()<>", "'", "\\", "%", "é", "ﷺ", "-", "\x00"]
TYPED = st.one_of(st.text(max_size=250), st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join))


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("Merkin", "/schools/merkin/"),
        ("College-Ready Academy #1", "/schools/gertz-ressler/"),
        ("Media Arts", "/schools/mckinzie/"),
        ("Watts", "/schools/simon-tech/"),
        ("91352", "/schools/valera/"),
        ("19647330106864", "/schools/gertz-ressler/"),
        ("equity", "/mission/equity/"),
        ("Judy Ivie Burton", "/about/"),
        ("privacy", "/privacy/"),
        ("O’Donovan", "/schools/odonovan/"),
        ("odonovan", "/schools/odonovan/"),
        ("hyde park middle school", "/schools/odonovan/"),
        ("simon tech", "/schools/simon-tech/"),
        ("Renée Luskin", "/schools/luskin/"),
        ("tennenbaum high school closed", "/schools/tennenbaum/"),
        ("gertz ressler middle", "/schools/merkin/"),
        ("Leichtman-Levine FF", "/schools/leichtman-levine/"),
        ("0645", "/schools/gertz-ressler/"),
        ("062271010851", "/schools/gertz-ressler/"),
        ("commitments", "/mission/"),
        ("who we are", "/about/"),
        ("limitless horizon", "/"),
    ],
)
def test_pages_and_schools_are_found(client, query, path):
    assert path in links(client, query)
    assert not client.get("/search/", {"q": query}).context["answer"].is_loose


@pytest.mark.parametrize("query", ["José", "jose", "GONZALEZ", "O’Brien", "O'Brien", "obrien", "L’Ouverture"])
def test_accents_and_apostrophes_make_no_difference(client, query):
    text = RichText("<p>González and L’Ouverture</p>")
    page = StandardPage(title="José O’Brien", slug="jose", body=[("section", {"heading": "One", "text": text})])
    home().add_child(instance=page)
    assert links(client, query) == ["/jose/"]


def test_a_profile_is_indexed_in_its_own_language_whoever_saves_it(client):
    page = SchoolPage.objects.get(school__slug="tennenbaum", locale__language_code="en")
    with translation.override("es"):
        page.school.save()
    assert "/schools/tennenbaum/" in links(client, "tennenbaum high school closed")


def test_a_renamed_school_is_found_by_its_new_name(client):
    page = profile()
    page.school.name = "Alliance Zephyr Academy"
    page.school.save()
    assert f"/schools/{page.slug}/" in links(client, "Zephyr")


def test_changes_of_the_register_change_the_results(client):
    page = profile()
    page.school.former_names = [FormerName(name="Zanzibar Academy")]
    page.school.record_links = [SchoolStateRecord(record=StateRecord.objects.create(cds_code="1" * 14, name="Xylo"))]
    page.school.save()
    path = f"/schools/{page.slug}/"
    assert path in links(client, "Zanzibar")
    assert path in links(client, "1" * 14)
    record = StateRecord.objects.get(cds_code="1" * 14)
    record.cds_code = "2" * 14
    record.save()
    assert path in links(client, "2" * 14)
    page.school.former_names.all()[0].delete()
    assert links(client, "Zanzibar") == []


def test_words_on_different_pages_find_the_closest_pages(client):
    response = client.get("/search/", {"q": "equity zzzzzz"})
    assert "/mission/equity/" in links(client, "equity zzzzzz")
    assert response.context["answer"].is_loose


def test_a_plain_page_among_the_results_is_no_error(client):
    home().add_child(instance=Page(title="Quagga", slug="quagga"))
    assert "/quagga/" in links(client, "Quagga")


def test_a_changed_address_is_found(client):
    page = profile()
    page.school.campus.street = "77 Quixote Avenue"
    page.school.campus.save()
    assert f"/schools/{page.slug}/" in links(client, "Quixote")


def test_a_closed_school_is_marked_closed(client):
    assert "Closed" in words(client.get("/search/", {"q": "Tennenbaum"}))


def test_without_words_or_results_the_page_offers_help(client):
    for query in ("", "   ", "zzzzzz"):
        response = client.get("/search/", {"q": query})
        assert response.status_code == 200
        assert_valid(response)
    assert links(client, "zzzzzz") == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=TYPED, page=st.one_of(st.just("1"), st.text(max_size=5)))
def test_any_text_is_answered(client, query, page):
    search(client, query.encode("utf-8", "replace").decode(), page=page.encode("utf-8", "replace").decode())


def test_drafts_and_private_pages_are_never_found(client):
    parent = StandardPage(title="Parent quokka", slug="parent")
    home().add_child(instance=parent)
    parent.add_child(instance=StandardPage(title="Child quokka", slug="child"))
    home().add_child(instance=StandardPage(title="Draft quokka", slug="draft", live=False))
    assert links(client, "quokka") != []
    PageViewRestriction.objects.create(page=parent, restriction_type="login")
    for query in ("quokka", "Parent quokka", "child", "draft", "quok", "quoka", "quokka mission"):
        assert not {"/parent/", "/parent/child/", "/draft/"} & {*links(client, query)}
    assert links(client, "quokka") == []


@pytest.mark.parametrize("number", ["0", "-1", "999", "x", ""])
def test_any_page_number_is_answered(client, number):
    assert client.get("/search/", {"q": "school", "page": number}).status_code == 200


def test_results_come_in_pages(client):
    for n in range(25):
        home().add_child(instance=StandardPage(title=f"Quokka {n}", slug=f"quokka-{n}"))
    assert len(links(client, "quokka")) == 10
    assert len(links(client, "quokka", page=3)) == 5


def test_result_pages_are_not_for_search_engines(client):
    assert "noindex" in soup(client.get("/search/?q=equity")).find("meta", {"name": "robots"})["content"]


def test_a_school_without_a_published_profile_is_not_found(client):
    school = SchoolFactory(name="Alliance Unpublished Yonder School")
    profile(school, live=False)
    assert links(client, "Yonder") == []
    assert SchoolPage.objects.filter(school=school).exists()
