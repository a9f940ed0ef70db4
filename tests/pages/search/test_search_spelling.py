"""A misspelled word finds the intended one, and the page says so. Suggestions contain nothing private."""

import pytest
from wagtail.models import Locale, Page, PageViewRestriction

from pages.models import StandardPage
from pages.search.alike import edits_allowed, edits_between
from tests.factories import home
from tests.html import assert_valid, soup, words
from tests.pages.search.results import links, search

pytestmark = pytest.mark.django_db


def add(title="Quokka", **fields):
    page = StandardPage(title=title, **{"slug": title.lower().replace(" ", "-"), **fields})
    home().add_child(instance=page)
    return page


@pytest.mark.parametrize(
    ("query", "meant", "path"),
    [
        ("graduaton", "graduation", "/about/"),
        ("misson", "mission", "/mission/"),
        ("Tennenbam", "tennenbaum", "/schools/tennenbaum/"),
        ("privcay", "privacy", "/privacy/"),
        ("find your schol", "find your school", "/contact/"),
    ],
)
def test_a_typo_is_corrected_and_named(client, query, meant, path):
    response = search(client, query)
    assert path in links(client, query)
    assert f"No results for “{query}”. Showing results for “{meant}”." in words(response)
    assert soup(response).find("input", {"name": "q"})["value"] == query
    assert_valid(response)


@pytest.mark.parametrize(
    "query",
    [
        *("graduations", "commitments", "Equity", "who we are", "college-ready", "0645"),
        *("camión", "already", "teacher", "lost", "tarea", "sylmar", "lonche"),  # real words, a place, a search word
    ],
)
def test_known_words_are_not_corrected(client, query):
    assert search(client, query).context["answer"].meant == ""


def test_the_corrected_word_is_marked(client):
    assert "graduation" in {mark.get_text().lower() for mark in soup(search(client, "graduaton")).select("mark")}


def test_partial_matches_of_corrected_words_are_named(client):
    assert "These pages may help:" in words(search(client, "eqity tennenbaum"))


def test_stop_words_short_words_and_numbers_are_not_corrected(client):
    add("The hour of the zebra")
    assert search(client, "your zebro").context["answer"].meant == "your zebra"
    assert search(client, "abe").context["answer"].meant == ""
    assert search(client, "90045123").context["answer"].meant == ""


def test_new_words_are_known_at_once_and_go_with_their_page(client):
    page = add("Xylophones")
    assert links(client, "xylophnes") == ["/xylophones/"]
    page.delete()
    assert links(client, "xylophnes") == []


def test_a_word_keeps_no_accent_and_is_offered_without(client):
    add("Matrícula", slug="matricula")
    assert links(client, "matricual") == links(client, "MATRÍCUAL") == ["/matricula/"]
    assert search(client, "matricual").context["answer"].meant == "matricula"


@pytest.mark.parametrize("how", ["draft", "private", "below private", "unpublished", "other language"])
def test_words_of_private_pages_are_never_offered(client, how):
    page = add(live=how != "draft")
    if how == "private":
        PageViewRestriction.objects.create(page=page, restriction_type="login")
    elif how == "below private":
        parent = StandardPage(title="Parent", slug="parent")
        home().add_child(instance=parent)
        Page.objects.get(pk=page.pk).move(parent, "last-child")
        PageViewRestriction.objects.create(page=parent, restriction_type="login")
    elif how == "unpublished":
        page.unpublish()
    elif how == "other language":
        page.locale = Locale.objects.get(language_code="es")
        page.save()
    for query in ("quoka", "quokka", "quokka graduation"):
        assert not search(client, query).context["answer"].meant
        if how != "other language":  # those are found as typed
            assert "quokka/" not in " ".join(links(client, query))


@pytest.mark.parametrize(
    ("one", "other", "edits"), [("milt", "milt", 0), ("resler", "ressler", 1), ("wtats", "watts", 1), ("abc", "xyz", 3)]
)
def test_typos_are_counted(one, other, edits):
    assert edits_between(one, other, 3) == edits_between(other, one, 3) == edits


def test_longer_words_may_have_more_typos():
    assert [edits_allowed(word) for word in ("abc", "abcd", "abcdef", "abcdefg", "abc4efgh")] == [0, 1, 1, 2, 0]
