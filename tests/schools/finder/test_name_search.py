"""A site search for a school's name shows that school first, even with a typo or half typed."""

import pytest
from django.utils import translation
from wagtail.models import PageViewRestriction

from pages.models import StandardPage
from schools.finder.name_search import named
from schools.models import FormerName
from tests.factories import SchoolFactory, home, profile
from tests.html import words
from tests.pages.search.results import links, search

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("gertz ressler", "gertz-ressler"),
        ("gertz resler", "gertz-ressler"),
        ("Gertzresler", "gertz-ressler"),
        ("olga mohn", "olga-mohan"),
        ("milt valera", "valera"),
        ("milt valara", "valera"),
        ("Merkn middle school", "merkin"),
        ("gertz ress", "gertz-ressler"),
        ("simon tech", "simon-tech"),
        ("simontech", "simon-tech"),
        ("burton", "burton"),
        ("tennenbam", "tennenbaum"),
    ],
)
def test_the_school_comes_first(client, query, slug):
    assert links(client, query)[0].startswith(f"/schools/{slug}")


def test_a_slip_in_a_name_is_said(client):
    assert "No results for “gertz resler”. Showing results for “gertz ressler”." in words(
        search(client, "gertz resler")
    )


def test_a_school_comes_before_a_page_that_speaks_of_it_more(client):
    text = "Merkin Merkin Merkin Merkin"
    home().add_child(instance=StandardPage(title=text, slug="more", summary=text))
    found = links(client, "merkin")
    assert found.index("/schools/merkin/") < found.index("/more/")


def test_a_former_name_is_a_name_and_the_reason_is_shown(client):
    page = profile()
    page.school.former_names = [FormerName(name="Zanzibar Academy")]
    page.school.save()
    for query in ("zanzibar", "Zanzibar Academy", "zanzibr"):
        assert links(client, query) == [f"/schools/{page.slug}/"]
        assert "Formerly: Zanzibar" in words(search(client, query))


def test_a_current_name_comes_before_a_former_one(client):
    later, now = SchoolFactory(name="Alliance Aardvark School"), SchoolFactory(name="Alliance Zanzibar School")
    later.former_names = [FormerName(name="Zanzibar")]
    later.save()
    profile(later), profile(now)
    assert links(client, "zanzibar") == [f"/schools/{now.slug}/", f"/schools/{later.slug}/"]


@pytest.mark.parametrize(
    "query",
    ["watts", "near watts", "high school", "school", "alliance", "academy", "90059", "equity", "privacy", ""],
)
def test_places_levels_and_words_of_many_schools_name_none(query):
    assert not named(query).pages


def test_words_as_they_were_typed_on_a_page_are_no_slip_of_a_name(client):
    home().add_child(instance=StandardPage(title="Resler", slug="resler"))
    assert links(client, "resler") == ["/resler/"]


@pytest.mark.parametrize("how", ["draft", "private", "other language"])
def test_a_school_without_a_public_profile_is_not_named(client, how):
    page = profile(SchoolFactory(name="Alliance Yonder School"), live=how != "draft")
    if how == "private":
        PageViewRestriction.objects.create(page=page, restriction_type="login")
    with translation.override("es" if how == "other language" else "en"):
        assert not named("yonder").pages
        assert not named("yondr").pages
    if how != "other language":
        assert links(client, "yonder") == links(client, "yondr") == []
        assert "yonder" not in search(client, "yondr").context["answer"].meant


def test_a_name_of_two_schools_shows_both_and_the_rest_after(client):
    found = links(client, "gertz ressler")
    assert found[:2] == ["/schools/gertz-ressler/", "/schools/merkin/"]
    assert "/about/" in found
