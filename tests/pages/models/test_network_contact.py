"""How to reach the network stands at the foot of every page and in the structured data, once staff enter it."""

import json

import pytest
from django.core.exceptions import ValidationError

from pages.models import HomePage
from tests.html import soup

pytestmark = pytest.mark.django_db


def test_contact_details_are_on_every_page_and_a_phone_has_one_format(client):
    HomePage.objects.update(phone="(213) 555-0100", email="office@example.org", address="1 Main Street, LA 90001")
    contact = soup(client.get("/about/")).select_one(".site-footer__contact")
    assert [link["href"] for link in contact.select("a")] == ["tel:+12135550100", "mailto:office@example.org"]
    assert "1 Main Street, LA 90001" in contact.get_text()
    graph = json.loads(soup(client.get("/")).find("script", type="application/ld+json").string)["@graph"]
    told = next(one for one in graph if one["@type"] == "EducationalOrganization")
    assert told["telephone"] == "+12135550100"
    assert told["logo"].startswith("http")
    home = HomePage.objects.get(locale__language_code="en")
    home.phone = "213-555-0100"
    with pytest.raises(ValidationError, match="Use the format"):
        home.full_clean()
