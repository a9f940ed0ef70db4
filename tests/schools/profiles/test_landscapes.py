"""Pictures of schools: a file drawn below the profile, loaded only in view, until there is a photograph."""

import pytest
from wagtail.models import PageViewRestriction

from pages.horizon import svg
from tests.factories import profile_of
from tests.html import assert_valid, soup

pytestmark = pytest.mark.django_db
FILE = "/schools/gertz-ressler/landscape.svg"


@pytest.mark.parametrize("path", ["/schools/", "/es/escuelas/"])
def test_each_card_of_a_list_loads_a_band_of_its_own_when_it_comes_into_view(client, path):
    cards = soup(client.get(path)).select(".school-card")
    images = [card.select_one(".school-card__art img") for card in cards]
    assert len(images) > 20
    for card, image in zip(cards, images, strict=True):
        address, view = image["src"].split("#")
        assert image["loading"] == "lazy"
        assert address == card.a["href"] + "landscape.svg"
        assert view.startswith("svgView(viewBox(0,")
        assert client.get(address)["Content-Type"] == "image/svg+xml"


def test_it_is_the_same_landscape_in_each_language_and_changes_with_its_colors(client, school):
    profile = profile_of(school)
    english = client.get(FILE).content
    drawn = svg(profile.title, "thumb", profile.light)
    assert english.decode() == drawn.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    assert client.get("/es/escuelas/gertz-ressler/landscape.svg").content == english
    profile.light = "dusk" if profile.light != "dusk" else "dawn"
    profile.save_revision().publish()
    assert client.get(FILE).content != english


def test_the_home_page_shows_a_few_of_many(client):
    page = soup(client.get("/")).main
    assert len(page.select(".panorama__art svg")) == 13  # every second one of 25, at most 20
    assert "25 schools. One near you." in " ".join(page.get_text().split())


def test_a_photograph_takes_its_place_on_cards_and_the_profile(client, school, picture):
    profile = profile_of(school)
    profile.listing_image = picture()
    profile.save_revision().publish()
    assert FILE not in client.get("/schools/").content.decode()
    response = client.get("/schools/gertz-ressler/")
    assert_valid(response)
    found = soup(response).main.find("picture")
    assert [source["type"] for source in found.find_all("source")] == ["image/avif", "image/webp"]
    assert found.find("img")["alt"] == "A plain orange field"
    assert soup(response).find("meta", property="og:image")["content"].startswith("http://testserver/media/")


def test_only_public_profiles_have_one(client, school):
    profile = profile_of(school)
    assert client.get("/schools/nowhere/landscape.svg").status_code == 404
    assert client.get("/escuelas/gertz-ressler/landscape.svg").status_code == 404
    assert client.post(FILE).status_code == 405
    restriction = PageViewRestriction.objects.create(page=profile, restriction_type=PageViewRestriction.LOGIN)
    assert client.get(FILE).status_code == 404
    restriction.delete()
    profile.unpublish()
    assert client.get(FILE).status_code == 404
