"""Menu, footer, and breadcrumbs come with one query. Breadcrumbs follow the page tree."""

import pytest
from django.test import RequestFactory
from wagtail.models import PageViewRestriction

from pages.models import AboutPage, MissionPage, PillarPage
from pages.routing.navigation import navigation
from tests.html import soup

pytestmark = pytest.mark.django_db


def build(page=None):
    return navigation(RequestFactory().get("/", headers={"host": "testserver"}), page)


def titles(items):
    return [item.title for item in items]


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


def test_breadcrumbs_lead_from_home_to_the_page(client):
    crumbs = soup(client.get("/mission/equity/")).find("nav", {"aria-label": "Breadcrumb"})
    assert [link["href"] for link in crumbs.find_all("a")] == ["/", "/mission/"]
    assert crumbs.find(attrs={"aria-current": "page"})
