"""Pictures replace the generated landscapes, in modern formats, with a constant number of queries."""

import pytest

from schools.models import SchoolPage
from tests.html import assert_valid, soup

pytestmark = pytest.mark.django_db


def test_a_profile_shows_its_picture_with_its_alternative_text(client, picture):
    page = SchoolPage.objects.get(school__slug="merkin", locale__language_code="en")
    page.listing_image = picture()
    page.save()
    response = client.get("/schools/merkin/")
    assert_valid(response)
    found = soup(response).main.find("picture")
    assert [source["type"] for source in found.find_all("source")] == ["image/avif", "image/webp"]
    image = found.find("img")
    assert image["alt"] == "A plain orange field"
    assert image["width"]
    assert image["height"]
    assert soup(response).find("meta", property="og:image")["content"].startswith("http://testserver/media/")
