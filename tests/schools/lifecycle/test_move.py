"""A school moves alone or with the others on its campus; closed ones stay; and the undo."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from schools.models import Campus, School
from schools.register import history
from tests.factories import CampusFactory, SchoolFactory, profile, profile_of

from .acts import ask, differences, do, everything, form, take_back, told
from .answers import into, to

pytestmark = pytest.mark.django_db


@pytest.fixture
def mover(db):
    school = SchoolFactory(transit="Bus 2, Example stop")
    profile(school)
    return school


def test_a_school_alone_takes_its_campus_with_it(office, mover):
    campus, before = mover.campus, everything()
    asked = ask(office, form(mover, "move"), **to())
    assert everything() == before
    for words in ("1 Moved Street", "Bus 3", "is on the map in the middle of ZIP code 90011"):
        assert words in told(asked), words
    done = do(office, form(mover, "move"), **to())
    mover.refresh_from_db()
    assert (mover.campus, mover.campus.street, mover.campus.is_at_zip) == (campus, "1 Moved Street", True)
    assert "1 Moved Street" in Client().get(profile_of(mover).url).content.decode()
    assert differences(before, everything()) == {"School", "Campus"}
    take_back(office, done)
    assert everything() == before


def test_the_history_says_on_which_day(office, mover):
    day = timezone.localdate() - timedelta(days=9)
    do(office, form(mover, "move"), **to(day=day))
    mover.refresh_from_db()
    for record in (mover, mover.campus):
        assert history.steps(record)[0].reason.startswith(f"Moved on {date_format(day)}. ")


@pytest.mark.parametrize(
    ("fields", "place", "note"),
    [
        ({"latitude": "34.05", "longitude": "-118.25"}, (Decimal("34.05"), Decimal("-118.25")), ""),
        ({"zip": "99999"}, (None, None), "It is not on the map until"),
    ],
)
def test_a_point_that_is_known_is_entered_and_where_the_zip_code_is_unknown_there_is_none(
    office, mover, fields, place, note
):
    done = do(office, form(mover, "move"), **to(**fields))
    mover.campus.refresh_from_db()
    assert (mover.campus.latitude, mover.campus.longitude) == place
    assert mover.campus.point_note.startswith(note)
    assert "middle of ZIP code" not in told(done)


def test_those_beside_it_stay_or_come_along_and_closed_ones_stay(office, mover, past):
    beside, closed = SchoolFactory(campus=mover.campus), SchoolFactory(campus=mover.campus, closed=past)
    old, before = mover.campus, everything()
    done = do(office, form(mover, "move"), **to(along="alone"))
    assert f"These schools stay at {old}: {beside.name}" in told(done)
    for one in (mover, beside, closed):
        one.refresh_from_db()
    assert mover.campus != old == beside.campus == closed.campus
    take_back(office, done)
    assert everything() == before
    done = do(office, form(mover, "move"), **to(along="together"))
    for one in (mover, beside, closed):
        one.refresh_from_db()
    assert mover.campus == beside.campus != old == closed.campus
    take_back(office, done)
    assert everything() == before


def test_all_go_to_a_campus_that_is_there(office, mover):
    beside, there = SchoolFactory(campus=mover.campus), CampusFactory()
    count, before = Campus.objects.count(), everything()
    done = do(office, form(mover, "move"), **into(there, along="together"))
    assert {School.objects.get(pk=one.pk).campus for one in (mover, beside)} == {there}
    assert Campus.objects.count() == count
    take_back(office, done)
    assert everything() == before


def test_an_address_that_a_campus_has_is_that_campus(office, mover):
    there = CampusFactory()
    done = do(office, form(mover, "move"), **to(street=there.street, zip=there.zip))
    assert "The school moved to the existing campus with this" in told(done)
    mover.refresh_from_db()
    assert mover.campus == there


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"day": timezone.localdate() + timedelta(days=740)}, "within the next two years"),
        ({"day": ""}, "This field is required"),
        ({"street": ""}, "Without a campus, enter the full address"),
        ({"zip": "nine"}, "five digits"),
        ({"longitude": "-118.2"}, "needs both numbers"),
        ({"latitude": "91", "longitude": "0"}, "between 32 and 43"),
        ({"campus": "0"}, "not one of the available choices"),
        ({"street": "x" * 121}, "at most 120 characters"),
    ],
)
def test_what_cannot_be_is_refused_in_words(office, mover, fields, says):
    before = everything()
    response = office.post(form(mover, "move"), to(reason="So.") | fields)
    assert response.status_code == 422
    assert says in told(response)
    assert everything() == before


def test_the_same_address_is_no_move(office, mover):
    campus = mover.campus
    same = {name: getattr(campus, name) for name in ("street", "city", "zip", "area", "latitude", "longitude")}
    response = office.post(form(mover, "move"), to(**same, transit=mover.transit, reason="So."))
    assert "Nothing would change" in told(response)
