"""Menu, footer, and breadcrumbs come with one query. Breadcrumbs follow the page tree."""

import pytest
from django.test import RequestFactory

from pages.models import PillarPage
from pages.routing.navigation import navigation
from tests.html import soup

pytestmark = pytest.mark.django_db


def build(page=None):
    return navigation(RequestFactory().get("/", headers={"host": "testserver"}), page)


def test_the_menu_marks_the_page_being_read_and_those_above_it_and_breadcrumbs_lead_there(client):
    pillar = PillarPage.objects.order_by("path").first()
    found = build(pillar)
    mission = found.menu[1]
    assert (mission.is_current, mission.is_trail) == (False, True)
    assert [item.is_current for item in mission.children] == [True, False, False, False]
    footer = [item.title for item in found.footer]  # without lists that have no pages
    assert footer == ["Enroll", "Facts and figures", "Contact", "Accessibility", "Privacy"]
    crumbs = soup(client.get(pillar.url)).find("nav", {"aria-label": "Breadcrumb"})
    assert [link["href"] for link in crumbs.find_all("a")] == ["/", "/mission/"]
    assert crumbs.find(attrs={"aria-current": "page"})
