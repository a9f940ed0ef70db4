"""Menu, footer, and breadcrumbs come with one query. Breadcrumbs follow the page tree."""

import pytest
from django.test import RequestFactory
from wagtail.models import PageViewRestriction, Site

from pages.models import AboutPage, HomePage, Menu, MissionPage, PillarPage, StandardPage
from pages.routing.navigation import navigation
from tests.html import soup

pytestmark = pytest.mark.django_db


def build(page=None):
    return navigation(RequestFactory().get("/", headers={"host": "testserver"}), page)


def titles(items):
    return [item.title for item in items]


def test_a_new_site_has_the_pages_of_its_content_with_short_titles():
    menu = build().menu
    assert titles(menu) == ["Who we are", "Our mission", "Our schools", "Stories"]
    assert titles(menu[1].children) == list(
        PillarPage.objects.filter(locale__language_code="en").order_by("path").values_list("short_title", flat=True)
    )
    assert [item.url for item in menu] == ["/about/", "/mission/", "/schools/", "/stories/"]


def test_the_footer_has_its_own_pages():
    assert titles(build().footer) == ["Enroll", "Events", "Facts and figures", "Contact", "Accessibility", "Privacy"]


def test_the_page_being_read_and_those_above_it_are_marked():
    pillar = PillarPage.objects.order_by("path").first()
    mission = build(pillar).menu[1]
    assert (mission.is_current, mission.is_trail) == (False, True)
    assert [item.is_current for item in mission.children] == [True, False, False, False]


def test_drafts_and_private_pages_are_in_no_menu():
    AboutPage.objects.get(locale__language_code="en").unpublish()
    PageViewRestriction.objects.create(
        page=MissionPage.objects.get(locale__language_code="en"), restriction_type="login"
    )
    found = build()
    assert titles(found.menu) == ["Our schools", "Stories"]
    assert not any("Sample" in title for title in titles(found.footer))


def test_the_menu_takes_as_many_queries_for_many_pages_as_for_few(django_assert_num_queries):
    Site.objects.get().get_site_root_paths()
    home, menu = HomePage.objects.get(locale__language_code="en"), Menu.load()
    with django_assert_num_queries(3):  # the site, its home page with the menu, the pages in it
        build(home)
    for n in range(30):
        page = home.add_child(instance=StandardPage(title=f"Page {n}", slug=f"page-{n}"))
        menu.header.append(("item", {"page": page, "below": [{"page": page}]}))
    menu.save()
    with django_assert_num_queries(3):
        assert len(build(home).menu) == 34


def test_a_site_without_home_page_has_no_menu():
    Site.objects.all().delete()
    assert build().menu == []


def test_breadcrumbs_lead_from_home_to_the_page(client):
    crumbs = soup(client.get("/mission/equity/")).find("nav", {"aria-label": "Breadcrumb"})
    assert [link["href"] for link in crumbs.find_all("a")] == ["/", "/mission/"]
    assert crumbs.find(attrs={"aria-current": "page"})
