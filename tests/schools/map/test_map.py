"""The map of schools: its links work without scripts, and it handles shared campuses and schools without a location."""

import gzip
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.template import Context, Template
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from schools.map.base import HEIGHT, WIDTH, project
from schools.map.component import GAP, spread
from schools.models import Place, SchoolPage
from tests.factories import CampusFactory, SchoolFactory, profile
from tests.html import assert_valid, main_of, soup

pytestmark = pytest.mark.django_db
PINS = "a.map__pin"


def the_map(client):
    return soup(client.get("/schools/")).select_one("school-map")


def shown(profiles, place=None):
    """The tag's output for `profiles`, which come with their campuses and addresses, because it makes no query."""
    for one in profiles:
        one.get_url = lambda request=None, slug=one.slug: f"/schools/{slug}/"
    context = Context({"request": RequestFactory().get("/"), "profiles": profiles, "place": place})
    with CaptureQueriesContext(connection) as queries:
        html = Template("{% load school_map %}{% school_map profiles place %}").render(context)
    assert not queries.captured_queries
    return soup(type("Response", (), {"content": html.encode()}))


def listed(page):
    """The profile as the list fetches it."""
    return list(SchoolPage.objects.filter(pk=page.pk).listed())


def test_every_school_of_the_list_is_on_the_map_or_in_the_list_to_which_the_pin_of_its_campus_leads(client):
    found = the_map(client)
    assert {link["href"] for link in found.select("a") if link["href"].startswith("/")} == {
        link["href"] for link in soup(client.get("/schools/")).select(".school-card__name a")
    }
    assert "25 schools on the map." in found.get_text()
    assert len(found.select(PINS)) == 21  # four campuses of two open schools

    pin = found.select_one("[data-school='luskin virgil-roberts']")
    assert (pin["aria-label"], pin.text.strip()) == ("2 schools, 2941 West 70th Street, Hyde Park", "2")
    here = found.select_one(pin["href"])
    assert "2941 West 70th Street" in here.get_text()
    assert [link["href"] for link in here.select("li a")] == ["/schools/luskin/", "/schools/virgil-roberts/"]


def test_pins_lead_to_profiles_and_levels_and_closed_schools_differ_by_more_than_a_color(client):
    found = assert_valid(client.get("/schools/", {"closed": "on"})).select_one("school-map")
    pin = found.find("a", href="/schools/tajima/")
    assert (pin["aria-label"], pin["data-school"]) == ("Ted K. Tajima High, High school", "tajima")
    assert pin.find("path") is None
    assert found.find("a", href="/schools/skirball/").find("path")
    pin = found.find("a", href="/schools/baxter/")
    assert pin["aria-label"] == "Alice M. Baxter College-Ready High, High school, closed"
    assert "map__pin--closed" in pin["class"]
    assert "Closed" in found.select_one(".map__keys").get_text()
    assert "Closed" not in the_map(client).select_one(".map__keys").get_text()


def test_a_school_without_coordinates_is_named_but_not_drawn(client):
    profile(SchoolFactory(campus=CampusFactory(latitude=None, longitude=None)))
    profile(SchoolFactory(campus=CampusFactory(latitude="37.774900", longitude="-122.419400")))
    found = the_map(client)
    assert len(found.select(PINS)) == 21
    assert "2 schools are not on the map" in found.get_text()


def test_without_any_place_there_is_no_map_and_a_list_may_be_empty(client):
    assert shown([]).select_one("school-map") is None
    nowhere = listed(profile(SchoolFactory(campus=CampusFactory(latitude=None, longitude=None))))
    assert shown(nowhere).select_one("school-map") is None
    SchoolPage.objects.update(live=False)
    assert not main_of(client, "/schools/").select("school-map, .school-card")


def test_one_school_is_shown_with_what_is_around_it():
    found = shown(listed(profile()))
    assert len(found.select(PINS)) == 1
    width = float(found.select_one(".map__base")["viewbox"].split()[2])
    assert 8 < width * 25 / 1609.344 < 10  # miles
    pin = found.select_one(".map__at")
    assert 10 < float(pin["x"].rstrip("%")) < 90
    assert 10 < float(pin["y"].rstrip("%")) < 90
    assert "1 school on the map." in found.get_text()


def test_a_searched_place_in_the_basin_has_a_sign_and_a_name_and_is_in_view():
    schools = listed(profile())
    with translation.override("es"):
        found = shown(schools, Place(name="<b>90731</b>", latitude=33.74, longitude=-118.29))
    sign = found.select_one(".map__drawing .map__searched")
    assert sign["aria-label"].endswith("<b>90731</b>")
    assert 0 < float(sign["x"].rstrip("%")) < 100
    assert 50 < float(sign["y"].rstrip("%")) < 100  # south of the school
    assert found.select_one("b") is None
    found = shown(schools, Place(name="San Francisco", latitude=37.77, longitude=-122.42))
    assert found.select_one(".map__searched") is None
    assert found.select_one(".map__base")["viewbox"] == shown(schools).select_one(".map__base")["viewbox"]
    assert project(34.42, -118.72) == (0, 0)
    assert project(33.62, -117.88) == pytest.approx((WIDTH, HEIGHT))


def test_many_schools_share_pins_and_none_is_lost():
    schools = [SchoolFactory.build(pk=number, campus=CampusFactory.build(pk=number)) for number in range(1, 61)]
    found = shown([SchoolPage(pk=one.pk, title=one.name, slug=one.slug, school=one) for one in schools])
    assert len(found.select(PINS)) <= 40
    assert len({link["href"] for link in found.select("a") if link["href"].startswith("/")}) == 60
    assert len({one["id"] for one in found.find_all(id=True)}) == len(found.find_all(id=True))


@pytest.mark.parametrize("count", [1, 2, 5, 25, 40])
def test_pins_do_not_cover_each_other_on_a_phone(count):
    placed = spread(tuple((140.0, 170.0 + n % 3) for n in range(count)), 280, 350)
    apart = [
        ((x - other_x) ** 2 + (y - other_y) ** 2) ** 0.5
        for n, (x, y) in enumerate(placed)
        for other_x, other_y in placed[:n]
    ]
    assert min(apart, default=GAP) >= 24
    assert all(12 <= x <= 268 and 12 <= y <= 338 for x, y in placed)


def test_the_base_is_one_small_static_file_without_colors_that_is_collected():
    """The page with it, and its script: tests/browser/test_bounds.py."""
    drawn = Path(finders.find("map/base.svg")).read_text()
    assert len(gzip.compress(drawn.encode())) <= 12 * 1024
    paths = soup(type("Response", (), {"content": drawn.encode()})).find_all("path")
    assert [path["id"] for path in paths] == ["land", "hills", "limits", "roads"]
    assert "fill" not in drawn.replace('fill="none" stroke="#000"', "")  # of lines, in a mask
    assert "map/base.svg" in {path for finder in finders.get_finders() for path, _storage in finder.list([])}
