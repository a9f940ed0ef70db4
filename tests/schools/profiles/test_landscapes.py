"""The drawn landscape of a card is a file below its profile, so that lists stay light and load it only in view."""

import pytest
from wagtail.models import PageViewRestriction

from pages.horizon import svg
from tests.factories import profile_of
from tests.html import soup

pytestmark = pytest.mark.django_db


def addresses(client, path):
    return [image["src"] for image in soup(client.get(path)).select(".school-card__art img")]


@pytest.mark.parametrize("path", ["/schools/", "/es/escuelas/"])
def test_each_card_of_a_list_loads_its_own_when_it_comes_into_view(client, path):
    page = soup(client.get(path))
    images = page.select(".school-card__art img")
    assert len(images) == len(page.select(".school-card")) > 20
    assert not page.select(".school-card__art svg")
    assert {image["loading"] for image in images} == {"lazy"}
    for card, image in zip(page.select(".school-card"), images, strict=True):
        assert image["src"] == card.a["href"] + "landscape.svg"
        assert client.get(image["src"])["Content-Type"] == "image/svg+xml"


def test_wide_cards_show_all_of_the_same_drawing(client):
    near = soup(client.get("/schools/gertz-ressler/")).select(".school-cards--tall .school-card__art img")
    assert near
    for image in near:
        address, view = image["src"].split("#")
        assert view == "svgView(viewBox(0,0,160,100))"
        assert 'd="M0 0h160v100H0z"' in client.get(address).content.decode()


def test_it_is_the_same_landscape_in_each_language_and_changes_with_its_colors(client, school):
    profile = profile_of(school)
    english = client.get("/schools/gertz-ressler/landscape.svg").content
    drawn = svg(profile.title, "thumb", profile.light)
    assert english.decode() == drawn.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    assert client.get("/es/escuelas/gertz-ressler/landscape.svg").content == english
    profile.light = "dusk" if profile.light != "dusk" else "dawn"
    profile.save_revision().publish()
    assert client.get("/schools/gertz-ressler/landscape.svg").content != english


def test_a_picture_takes_its_place(client, school, picture):
    profile = profile_of(school)
    profile.listing_image = picture()
    profile.save_revision().publish()
    assert "/schools/gertz-ressler/landscape.svg" not in addresses(client, "/schools/")


def test_only_public_profiles_have_one(client, school):
    profile = profile_of(school)
    assert client.get("/schools/nowhere/landscape.svg").status_code == 404
    assert client.get("/escuelas/gertz-ressler/landscape.svg").status_code == 404
    assert client.post("/schools/gertz-ressler/landscape.svg").status_code == 405
    restriction = PageViewRestriction.objects.create(page=profile, restriction_type=PageViewRestriction.LOGIN)
    assert client.get("/schools/gertz-ressler/landscape.svg").status_code == 404
    restriction.delete()
    profile.unpublish()
    assert client.get("/schools/gertz-ressler/landscape.svg").status_code == 404
