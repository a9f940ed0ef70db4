"""Addresses built without queries equal those that Wagtail builds, and lead to live pages that nothing hides."""

import pytest
from wagtail.models import Page
from wagtail.rich_text import expand_db_html

from pages.models import PillarPage, StandardPage, StoryIndexPage, StoryPage
from pages.routing.sites import address, full_address
from tests.factories import home, standard
from tests.html import words
from tests.pages.forms import checked

pytestmark = pytest.mark.django_db


def test_every_page_has_the_address_that_wagtail_gives_it(rf):
    request, parent = rf.get("/"), standard("Parent")
    for slug in ("one", "two", "años", "tres-años", "four"):
        standard(slug, parent, slug=slug)
    pages = [page.specific for page in Page.objects.all()]
    assert len(pages) > 10
    assert [address(request, page) for page in pages] == [page.get_url(request) or "" for page in pages]
    assert [full_address(request, page) for page in pages] == [page.get_full_url(request) or "" for page in pages]


def test_a_page_cannot_have_an_address_that_the_site_itself_uses():
    for language, slug in (("en", "search"), ("es", "datos")):
        page = standard("Other", home(language))
        assert f"uses the address “{slug}”" in str(checked(page, slug=slug).errors["slug"])
        assert "slug" not in checked(page, slug=f"{slug}-2").errors


def test_an_address_that_is_taken_is_said_with_the_page_that_has_it_and_a_free_one():
    index = StoryIndexPage.objects.get(locale__language_code="en")
    for slug in ("day", "day-2", "other"):
        index.add_child(instance=StoryPage(title=f"Picture {slug}", slug=slug))
    page = StoryPage.objects.get(slug="other")
    assert checked(page, slug="day").errors["slug"] == [
        "The page “Picture day” already has the address “day”. Choose another one, such as “day-3”."
    ]
    for free in ("day-3", "other", "contact"):  # the last one comes from a page elsewhere
        assert "slug" not in checked(page, slug=free).errors


def test_a_page_with_english_words_as_its_address_is_shown_in_every_language(client):
    parent = home("es")
    for slug in ("consejo", "informes", "report"):
        parent = standard(slug.title(), parent)
    assert "Report" in words(client.get("/es/consejo/informes/report/"))
    moved = client.get("/es/escuelas/gertz-ressler/report/")
    assert (moved.status_code, moved["Location"]) == (308, "/es/escuelas/gertz-ressler/avisar-de-un-error/")


def test_links_lead_to_public_pages_by_one_query_and_others_are_plain_text(about, django_assert_num_queries):
    pages = [about, PillarPage.objects.first(), StandardPage.objects.not_live().first(), Page(pk=999_999)]
    links = [f'<a linktype="page" id="{page.pk}">words</a>' for page in pages]
    expand_db_html(links[0])
    with django_assert_num_queries(1):
        html = expand_db_html("".join(links))
    assert html == '<a href="/about/">words</a><a href="/mission/equity/">words</a><a>words</a><a>words</a>'
