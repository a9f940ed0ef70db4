"""Pictures replace the generated landscapes, in modern formats, with a constant number of queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

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


def test_one_or_many_pictures_in_the_list_take_the_same_queries(client, picture):
    def count():
        client.get("/schools/")  # creates the renditions
        with CaptureQueriesContext(connection) as queries:
            response = client.get("/schools/")
        return len(queries), len(soup(response).main.find_all("picture"))

    def illustrate(pages):
        for page in pages:
            page.listing_image = picture()
            page.save()

    pages = SchoolPage.objects.open_today()
    illustrate(pages[:1])
    one, pictures = count()
    assert pictures == 1
    illustrate(pages[1:4])
    many, pictures = count()
    assert pictures == 4
    assert one == many <= 15
