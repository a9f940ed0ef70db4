"""A site search for a school's name shows that school first, even with a typo or half typed."""

import pytest
from django.utils import translation

from pages.models import StandardPage
from schools.finder.name_search import named
from schools.finder.terms import BEGINNING, EXACT, SLIP, Term, terms_of
from schools.models import FormerName, SchoolPage
from tests.cases import cases
from tests.factories import SchoolFactory, home, profile
from tests.html import words
from tests.pages.search.results import links, search

pytestmark = pytest.mark.django_db


def test_the_school_comes_first_and_places_levels_and_words_of_many_schools_name_none():
    for query, slug in cases(__file__, "names.csv"):
        pages = named(query).pages
        assert (SchoolPage.objects.get(pk=pages[0]).school.slug if pages else "") == slug, query


def test_a_half_typed_word_is_every_longer_one_but_less_than_a_whole_one_and_no_typo():
    """No letter, short number, or real word in a longer question is half of another."""
    beginnings = {"burt": ("burton", "burtontech"), "9006": ("90063", "90065"), "tech": ("technology",), "m": ()}
    for typed, longer in beginnings.items():
        ((term,), _unknown) = terms_of([(typed,)])
        whole = {} if typed in ("burt", "9006") else {typed: EXACT}
        assert (term.candidates, term.slip) == (dict.fromkeys(longer, BEGINNING) | whole, ""), typed
    assert terms_of([("900",)]) == ([], ["900"])
    assert terms_of([("heal",)], is_name=False) == ([], ["heal"])
    assert Term("mohen", {"moran": SLIP / 2, "mohan": SLIP}, 1.0).slip == "mohan"


def test_a_school_comes_before_a_page_that_speaks_of_it_more_and_a_typo_is_told(client):
    text = "Merkin Merkin Merkin Merkin"
    home().add_child(instance=StandardPage(title=text, slug="more", summary=text))
    found = links(client, "merkin")
    assert found.index("/schools/merkin/") < found.index("/more/")
    found = links(client, "gertz ressler")  # a name of two schools
    assert found[:2] == ["/schools/gertz-ressler/", "/schools/merkin/"]
    assert "/about/" in found
    told = words(search(client, "gertz resler"))
    assert "No results for “gertz resler”. Showing results for “gertz ressler”." in told
    home().add_child(instance=StandardPage(title="Resler", slug="resler"))
    assert links(client, "resler") == ["/resler/"]  # words as they were typed on a page are no typo


def test_a_former_name_finds_the_school_after_a_current_one_and_is_shown(client):
    later = profile(SchoolFactory(name="Alliance Aardvark Polytechnic"))
    later.school.former_names = [FormerName(name="Zanzibar Academy")]
    later.school.save()
    for query in ("zanzibar", "zanzibr"):
        assert links(client, query) == [later.url]
        assert "Formerly: Zanzibar" in words(search(client, query))
    now = profile(SchoolFactory(name="Alliance Zanzibar Polytechnic"))
    for query in ("zanzibar", "zanzibar polytechnic"):
        assert links(client, query) == [now.url, later.url]


@pytest.mark.parametrize("how", ["draft", "private", "other language"])
def test_a_school_without_a_public_profile_is_not_named(client, how):
    page = profile(SchoolFactory(name="Alliance Yonder School"), live=how != "draft")
    if how == "private":
        page.view_restrictions.create(restriction_type="login")
    with translation.override("es" if how == "other language" else "en"):
        assert not named("yonder").pages
        assert not named("yondr").pages
    if how != "other language":
        assert links(client, "yonder") == links(client, "yondr") == []
        assert "yonder" not in search(client, "yondr").context["answer"].meant
