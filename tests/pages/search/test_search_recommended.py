"""Staff choose the top results for certain words. Visitors' searches are not stored."""

import pytest
from django.urls import reverse
from wagtail.contrib.search_promotions.models import Query, QueryDailyHits, SearchPromotion
from wagtail.models import Locale, Page, PageViewRestriction

from pages.models import StandardPage
from tests.factories import home
from tests.html import assert_valid, soup, words
from tests.pages.search.results import links, search
from tests.schools.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def about():
    return Page.objects.get(slug="about")


def recommend(text, page=None, **fields):
    query = Query.objects.get_or_create(query_string=text)[0]
    return SearchPromotion.objects.create(query=query, page=page, **fields)


def test_recommendations_come_first_once_in_the_order_and_words_of_staff(client, about):
    recommend("equity", about, description="Start <b>here</b>.", sort_order=0)
    site = {"external_link_url": "https://example.org/x?a=1&b=2", "external_link_text": "Enroll"}
    recommend("equity", description="Apply.", sort_order=1, **site)
    response = search(client, "equity")
    found = links(client, "equity")
    assert found[:2] == ["/about/", "https://example.org/x?a=1&b=2"]
    assert found.count("/about/") == 1
    assert "/mission/equity/" in found
    first, second = soup(response).select("ol.results > li")[:2]
    assert "Recommended" in first.get_text()
    assert "Start <b>here</b>." in first.get_text()
    assert "example.org" in second.get_text()
    assert "Apply." in second.get_text()
    assert len(soup(response).select(".result__mark")) == 2
    assert_valid(response)
    assert "/about/" not in links(client, "equity foundation")
    assert "Recommended" not in words(search(client, "equity foundation"))


def test_accents_capitals_punctuation_and_typos_make_no_difference_and_searches_are_not_stored(client, about):
    recommend("inscripción", about)
    recommend("privacy", about)
    for query in ("Inscripción", "inscripcion", "  INSCRIPCIÓN! "):
        assert links(client, query) == ["/about/"], query
    assert links(client, "privcay")[0] == "/about/"
    for query in ("quokka", "graduaton", "milt valera"):
        search(client, query)
    assert {query.query_string for query in Query.objects.all()} == {"inscripción", "privacy"}
    assert not QueryDailyHits.objects.exists()


@pytest.mark.parametrize("how", ["draft", "private", "other language", "gone"])
def test_pages_that_are_not_public_are_never_recommended(client, how):
    page = StandardPage(title="Hidden quokka", slug="hidden", live=how != "draft")
    home().add_child(instance=page)
    recommend("equity", page, description="A secret")
    if how == "private":
        PageViewRestriction.objects.create(page=page, restriction_type="login")
    elif how == "other language":
        page.locale = Locale.objects.get(language_code="es")
        page.save()
    elif how == "gone":
        page.delete()
    text = words(search(client, "equity"))
    assert "Hidden" not in text
    assert "secret" not in text


@pytest.mark.parametrize(("role", "may"), [("Publisher", True), ("Writer", False), ("Listings manager", False)])
def test_publishers_recommend_pages_in_the_editor_which_counts_no_searches(client, about, role, may):
    client.force_login(person("someone", role))
    response = client.get(reverse("wagtailsearchpromotions:index"))
    assert (response.status_code == 200) == may
    assert "Views" not in response.content.decode()
    counts = {"TOTAL_FORMS": 1, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}
    sent = counts | {"0-page": about.pk, "0-description": "Begin here", "0-ORDER": 1}
    data = {"query_string": "Equity"} | {f"editors_picks-{name}": value for name, value in sent.items()}
    client.post(reverse("wagtailsearchpromotions:add"), data)
    assert SearchPromotion.objects.filter(page=about).exists() == may
    client.logout()
    assert (links(client, "equity")[0] == "/about/") == may
