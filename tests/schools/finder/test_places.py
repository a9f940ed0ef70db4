"""“Near” is understood as families write it; if not, the page says what to do."""

import pytest

from schools.finder.places import NoPlace, Problem, find_place
from schools.models import Place, PlaceKind, Synonym

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("90044", "90044"),
        ("90044-1234", "90044"),
        ("900441234", "90044"),
        (" CA 90044 ", "90044"),
        ("Watts, CA 90059", "90059"),
        ("Watts", "Watts"),
        ("WATTS", "Watts"),
        ("near Watts", "Watts"),
        ("cerca de Watts", "Watts"),
        ("Watts, CA", "Watts"),
        ("Watts, California", "Watts"),
        ("watss", "Watts"),
        ("boyle hights", "Boyle Heights"),
        ("city of Compton", "Compton"),
        ("Pico Union", "Pico-Union"),
        ("La Canada Flintridge", "La Cañada Flintridge"),
        ("Los Ángeles", "Los Angeles"),
        ("East L.A.", "East Los Angeles"),
        ("dtla", "Downtown Los Angeles"),
        ("Beverly Hills", "Beverly Hills"),
    ],
)
def test_a_place_is_found_however_it_is_written(text, name):
    assert find_place(text).name == name


@pytest.mark.parametrize(
    ("text", "kind", "qualifier"),
    [
        ("Arcadia", PlaceKind.CITY, ""),
        ("unincorporated Arcadia", PlaceKind.COMMUNITY, "unincorporated"),
        ("Florence-Firestone", PlaceKind.NEIGHBORHOOD, "Los Angeles neighborhood"),
        ("Florence-Firestone (unincorporated)", PlaceKind.COMMUNITY, "unincorporated"),
    ],
)
def test_of_two_places_of_one_name_the_city_is_meant_unless_said(text, kind, qualifier):
    place = find_place(text)
    assert (place.kind, place.qualifier) == (kind, qualifier)


@pytest.mark.parametrize(
    ("text", "problem", "said"),
    [
        ("90051", Problem.NO_POINT, "90051"),
        ("10001", Problem.OUT_OF_STATE, "not in California"),
        ("9004", Problem.MALFORMED, "five digits"),
        ("900444", Problem.MALFORMED, "five digits"),
        ("90044-12", Problem.MALFORMED, "five digits"),
        ("40.7,-74.0", Problem.FAR, "far from California"),
        ("0,0", Problem.FAR, "far from California"),
        ("Xyzzyville", Problem.UNKNOWN, "xyzzyville"),
        ("", Problem.UNKNOWN, "ZIP code"),
        ("\x00", Problem.UNKNOWN, "ZIP code"),
        ("?" * 500, Problem.UNKNOWN, "ZIP code"),
        ("999,999", Problem.FAR, "far from California"),
    ],
)
def test_what_is_no_place_says_what_to_do(text, problem, said):
    found = find_place(text)
    assert isinstance(found, NoPlace)
    assert found.problem == problem
    assert said in found.message


def test_an_unknown_name_suggests_places_like_it():
    found = find_place("Hollywood Hights West")
    assert found.problem == Problem.UNKNOWN
    assert 1 <= len(found.suggestions) <= 3
    assert all("Hollywood" in place.name for place in found.suggestions)


@pytest.mark.parametrize("text", ["34.0312345,-118.2845678", "34.0312345, -118.2845678", "(34.0312345,-118.2845678)"])
def test_a_location_is_kept_to_three_decimals_and_never_stored(text):
    place = find_place(text)
    assert (place.kind, place.latitude, place.longitude, place.pk) == (PlaceKind.POINT, 34.031, -118.285, None)
    assert not Place.objects.filter(kind=PlaceKind.POINT).exists()


def test_staff_can_give_a_place_another_name():
    Synonym.objects.create(phrase="la avenida larga", meaning="words", value="Watts")
    assert find_place("La Avenida Larga").name == "Watts"


def test_all_zip_codes_areas_and_cities_are_there():
    assert Place.objects.filter(kind=PlaceKind.ZIP).count() == 1769
    assert Place.objects.filter(kind=PlaceKind.CITY).count() == 88
    assert Place.objects.exclude(kind__in=(PlaceKind.ZIP, PlaceKind.REGION)).count() == 364
    assert Place.objects.filter(kind=PlaceKind.REGION).count() == 12
    assert not Place.objects.exclude(latitude__range=(32, 43), longitude__range=(-125, -114)).exists()
