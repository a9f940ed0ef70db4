"""Addresses outside the page tree link to the same address in the other language once that is public."""

import pytest
from wagtail.models import Locale

from pages.models import HomePage
from schools.models import SchoolIndexPage
from tests.html import soup

pytestmark = pytest.mark.django_db
COMPARED = "schools/compare/?school=gertz-ressler&school=merkin"
ADDRESSES = ["search/?q=equity+%26+art", "data/", COMPARED]


@pytest.fixture
def spanish():
    """The site's home and school list in Spanish, public."""
    locale = Locale.objects.get_or_create(language_code="es")[0]
    SchoolIndexPage.objects.get(locale__language_code="en").copy_for_translation(locale, copy_parents=True)
    for model in (HomePage, SchoolIndexPage):
        model.objects.filter(locale=locale).update(live=True, slug=model.objects.get(locale=locale).slug)
    return SchoolIndexPage.objects.get(locale=locale)


def switch(client, path):
    """Languages and addresses of the language switch."""
    return {link["hreflang"]: link["href"] for link in soup(client.get(path)).select("nav.languages a")}


@pytest.mark.parametrize("path", ADDRESSES)
def test_the_switch_leads_to_the_same_question_and_back(client, spanish, path):
    there = f"/es/{path}".replace("/schools/", spanish.get_url().removeprefix("/es"))
    assert switch(client, f"/{path}") == {"es": there}
    assert switch(client, there) == {"en": f"/{path}"}


@pytest.mark.parametrize("path", ADDRESSES)
def test_a_language_that_is_not_public_is_not_offered(client, path):
    assert switch(client, f"/{path}") == {}


def test_nothing_that_was_asked_can_lead_elsewhere(client, spanish):
    leads = switch(client, "/search/?q=%22%3E%3Ca+href=//evil.example%3E&next=//evil.example")
    assert leads["es"].startswith("/es/search/?q=%22%3E%3C")
