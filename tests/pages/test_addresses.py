"""Addresses built without queries equal those that Wagtail builds."""

import pytest
from django.test import RequestFactory
from wagtail.models import Page

from pages.addresses import address, full_address
from pages.models import HomePage, StandardPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_():
    return RequestFactory().get("/")


def test_every_page_has_the_address_that_wagtail_gives_it(request_):
    home = HomePage.objects.get(locale__language_code="en")
    parent = home.add_child(instance=StandardPage(title="Parent", slug="parent"))
    for slug in ("one", "two", "años", "tres-años", "four"):
        parent.add_child(instance=StandardPage(title=slug, slug=slug))
    pages = [page.specific for page in Page.objects.all()]
    assert len(pages) > 10
    assert [address(request_, page) for page in pages] == [page.get_url(request_) or "" for page in pages]
    assert [full_address(request_, page) for page in pages] == [page.get_full_url(request_) or "" for page in pages]


def test_a_folder_is_asked_for_once(request_, monkeypatch):
    home = HomePage.objects.get(locale__language_code="en")
    pages = [home.add_child(instance=StandardPage(title=name, slug=name)) for name in ("one", "two", "three")]
    asked = []
    monkeypatch.setattr(StandardPage, "get_url", lambda self, request: asked.append(self) or f"/{self.slug}/")
    assert [address(request_, page) for page in pages] == ["/one/", "/two/", "/three/"]
    assert asked == pages[:1]


def test_a_page_in_no_tree_has_none(request_):
    assert address(request_, StandardPage(title="New", slug="new")) == ""
