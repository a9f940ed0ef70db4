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


def test_a_typo_is_corrected_named_and_marked(client):
    for query, meant, path in (
        ("graduaton", "graduation", "/about/"),
        ("misson", "mission", "/mission/"),
        ("Tennenbam", "tennenbaum", "/schools/tennenbaum/"),
        ("find your schol", "find your school", "/contact/"),
    ):
        response = search(client, query)
        page = soup(response)
        assert path in [link["href"] for link in page.main.select("ol.results h2 a")], query
        assert f"No results for “{query}”. Showing results for “{meant}”." in words(response)
        assert page.find("input", {"name": "q"})["value"] == query
        assert {mark.get_text().lower() for mark in page.select("mark")} & {*meant.split()}
        assert_valid(response)
    assert "These pages may help:" in words(search(client, "eqity tennenbaum"))


def test_known_words_stop_words_short_words_and_numbers_are_not_corrected(client):
    add("The hour of the zebra")
    for query in (
        *("graduations", "commitments", "Equity", "who we are", "college-ready", "0645", "abe", "90045123"),
        *("camión", "already", "teacher", "lost", "tarea", "sylmar", "lonche"),  # real words, a place, a search word
    ):
        assert search(client, query).context["answer"].meant == "", query
    assert search(client, "your zebro").context["answer"].meant == "your zebra"


def test_new_words_are_known_at_once_without_their_accents_and_go_with_their_page(client):
    page = add("Matrícula", slug="matricula")
    assert links(client, "matricual") == links(client, "MATRÍCUAL") == ["/matricula/"]
    assert search(client, "matricual").context["answer"].meant == "matricula"
    page.delete()
    assert links(client, "matricual") == []


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
def test_typos_are_counted_and_longer_words_may_have_more(one, other, edits):
    assert edits_between(one, other, 3) == edits_between(other, one, 3) == edits
    assert [edits_allowed(word) for word in ("abc", "abcd", "abcdef", "abcdefg", "abc4efgh")] == [0, 1, 1, 2, 0]
