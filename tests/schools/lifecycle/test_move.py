"""A school moves alone or with the others on its campus; closed ones stay; and the undo."""

import pytest
from django.test import Client

from schools.models import Campus, School
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
