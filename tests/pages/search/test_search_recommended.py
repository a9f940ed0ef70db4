"""Staff choose the top results for certain words. Visitors' searches are not stored."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.contrib.search_promotions.models import Query, QueryDailyHits, SearchPromotion
from wagtail.models import Locale, Page, PageViewRestriction

from pages.models import StandardPage
from tests.factories import home
from tests.html import assert_valid, soup, words
from tests.pages.search.results import links, search

pytestmark = pytest.mark.django_db


@pytest.fixture
def about():
    return Page.objects.get(slug="about")


def recommend(text, page=None, **fields):
    query = Query.objects.get_or_create(query_string=text)[0]
    return SearchPromotion.objects.create(query=query, page=page, **fields)


def test_a_recommended_page_comes_first_once_and_says_so_in_the_words_of_staff(client, about):
    recommend("equity", about, description="Start <b>here</b>.")
    response = search(client, "equity")
    found = links(client, "equity")
    assert found[0] == "/about/"
    assert found.count("/about/") == 1
    assert "/mission/equity/" in found
    first = soup(response).select_one("ol.results > li")
    assert "Recommended" in first.get_text()
    assert "Start <b>here</b>." in first.get_text()
    assert len(soup(response).select(".result__mark")) == 1
    assert_valid(response)


@pytest.mark.parametrize("query", ["Inscripción", "inscripcion", "  INSCRIPCIÓN! "])
def test_accents_capitals_and_punctuation_make_no_difference(client, about, query):
    recommend("inscripción", about)
    assert links(client, query) == ["/about/"]


def test_a_typo_finds_recommendations_of_the_corrected_word(client, about):
    recommend("privacy", about)
    assert links(client, "privcay")[0] == "/about/"


def test_only_the_same_words_count(client, about):
    recommend("equity", about)
    assert "/about/" not in links(client, "equity foundation")
    assert "Recommended" not in words(search(client, "equity foundation"))


def test_several_keep_the_order_of_staff(client, about):
    recommend("equity", about, sort_order=1)
    recommend("equity", Page.objects.get(slug="privacy"), sort_order=0)
    assert links(client, "equity")[:2] == ["/privacy/", "/about/"]


def test_another_site_may_be_recommended(client):
    recommend(
        "enroll", external_link_url="https://example.org/x?a=1&b=2", external_link_text="Enroll", description="Apply."
    )
    response = search(client, "enroll")
    assert links(client, "enroll")[0] == "https://example.org/x?a=1&b=2"
    assert "example.org" in words(response)
    assert "Apply." in words(response)
    assert_valid(response)


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


def test_searches_are_not_stored(client, about):
    recommend("equity", about)
    for query in ("equity", "quokka", "graduaton", "milt valera"):
        search(client, query)
    assert [query.query_string for query in Query.objects.all()] == ["equity"]
    assert not QueryDailyHits.objects.exists()


@pytest.mark.parametrize(("role", "may"), [("Publisher", True), ("Writer", False), ("Listings manager", False)])
def test_publishers_recommend_pages_in_the_admin(client, about, role, may):
    user = get_user_model().objects.create_user("someone", "someone@example.org", "a long password 42")
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    response = client.get(reverse("wagtailsearchpromotions:index"))
    assert (response.status_code == 200) == may
    data = {
        "query_string": "Equity",
        "editors_picks-TOTAL_FORMS": 1,
        "editors_picks-INITIAL_FORMS": 0,
        "editors_picks-MIN_NUM_FORMS": 0,
        "editors_picks-MAX_NUM_FORMS": 1000,
        "editors_picks-0-page": about.pk,
        "editors_picks-0-description": "Begin here",
        "editors_picks-0-ORDER": 1,
    }
    client.post(reverse("wagtailsearchpromotions:add"), data)
    assert SearchPromotion.objects.filter(page=about).exists() == may
    client.logout()
    assert (links(client, "equity")[0] == "/about/") == may


def test_the_admin_shows_no_counts_of_searches(admin_client, about):
    recommend("equity", about)
    listing = admin_client.get(reverse("wagtailsearchpromotions:index")).content.decode()
    assert "equity" in listing
    assert "Views" not in listing
    assert reverse("wagtailsearchpromotions:search_terms") not in admin_client.get("/admin/").content.decode()
