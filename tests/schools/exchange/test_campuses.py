"""Addresses: one rule for files, forms, and proposals."""

from datetime import date
from decimal import Decimal

import pytest

from schools.changes import verbs
from schools.models import Campus, School
from schools.register.recorder import Recorder

from .files import imported, ours, plan, school

pytestmark = pytest.mark.django_db
OLD = {"street": "1 Old Street", "city": "Los Angeles", "state": "CA", "zip": "90001", "area": "Watts"}


@pytest.mark.parametrize(
    ("address", "others", "keeps_place", "expected"),
    [
        ({"street": "2 New Street"}, "", False, "corrected"),
        ({"street": "2 New Street"}, "open", False, "new"),
        ({"street": "2 New Street"}, "open", True, "corrected with others"),
        ({"street": "2 New Street"}, "closed", False, "new"),
        ({"street": "1 OLD  street"}, "open", False, "corrected with others"),
        ({"area": "Elsewhere"}, "open", False, "corrected with others"),
        ({"area": "Elsewhere"}, "closed", False, "corrected"),
        ({"zip": "90002"}, "open", False, "new"),
        ({"zip": "90002"}, "closed", False, "corrected"),
        ({"street": "9 Other Street"}, "open", False, "existing"),
        ({"street": "9 Other Street"}, "", True, "existing"),
    ],
)
def test_where_a_school_is_with_a_new_address(address, others, keeps_place, expected):
    campus, other = Campus(pk=1, **OLD), Campus(pk=2, **OLD | {"street": "9 Other Street"})
    staying = [School(name="Other", closed=date(2020, 6, 30) if others == "closed" else None)] if others else []
    existing = other if "9 Other Street" in address.values() else None
    found = verbs.destination(campus, address, staying, existing, keeps_place=keeps_place)
    if found.is_new:
        kind = "new"
    elif found.campus is other:
        kind = "existing"
    else:
        kind = "corrected with others" if found.others else "corrected"
        assert found.values == address
    assert kind == expected


def both(**where) -> bytes:
    """A file that changes both schools of a complex."""
    schools = School.objects.filter(slug__in=["gertz-ressler", "merkin"]).select_related("campus")
    head, *rows = ours(schools=schools, only=("uid", "slug", *where)).decode().splitlines()
    lines = [",".join([*row.split(",")[:2], *where.values()]) for row in rows]
    return "\r\n".join([head, *lines, ""]).encode()


def one(**where) -> bytes:
    return ours("gertz-ressler", only=("uid", "slug", *where), **where)


def test_a_file_that_changes_all_schools_of_a_campus_corrects_it():
    campus = school("merkin").campus
    data = both(street="2025 South Union Avenue")
    assert {one.how for item in plan(data).items for one in item.differences} == {"Corrects the campus."}
    imported(data)
    campus.refresh_from_db()
    assert campus.street == "2025 South Union Avenue"
    assert campus.latitude  # a correction keeps the place on the map
    assert school("merkin").campus == school("gertz-ressler").campus == campus
    assert campus.revisions.count() == 2


def test_one_school_of_a_campus_moves_to_a_new_campus_at_its_zip_code_or_to_an_existing_one():
    old = school("merkin").campus
    data = one(street="1 Made Up Way")
    assert "is on the map in the middle of ZIP code 90007 until" in plan(data).items[0].differences[0].how
    imported(data)
    assert school("merkin").campus == old
    new = school("gertz-ressler").campus
    assert (new.street, new.area, new.is_at_zip) == ("1 Made Up Way", old.area, True)
    there = school("burton-tech").campus
    data = one(street=there.street.upper(), zip=there.zip)
    assert "Moves to the existing campus" in plan(data).items[0].differences[0].how
    imported(data)
    assert school("gertz-ressler").campus == there


@pytest.mark.parametrize("where", [{"area": "Elsewhere"}, {"street": "2023 SOUTH UNION AVENUE"}])
def test_a_file_cannot_correct_a_campus_for_one_of_its_schools(where):
    [problem] = plan(one(**where)).problems
    assert "The campus has other schools" in problem.text


def test_a_file_can_correct_a_campus_without_its_closed_schools():
    School.objects.filter(slug="merkin").update(closed="2020-06-30")
    imported(one(area="Elsewhere"))
    assert school("merkin").campus.area == "Elsewhere"


def test_a_file_must_give_an_existing_campus_as_it_is():
    there = school("stern").campus
    [problem] = plan(ours("burton-tech", street=there.street, zip=there.zip)).problems[:1]
    assert problem.column in ("city", "area", "latitude")
    data = ours("burton-tech", **{name: str(getattr(there, name)) for name in (*verbs.PLACE, *verbs.POINT)})
    imported(data)
    assert school().campus == there
    assert not plan(data).items


def test_a_move_by_form_puts_the_campus_at_its_zip_code_unless_it_has_a_point():
    recorder, one = Recorder(), school("burton-tech")
    assert verbs.move([one], {"area": "Elsewhere"}, recorder) == []
    assert one.campus.latitude
    assert verbs.move([one], {"street": "1 Made Up Way"}, recorder) == [one.campus.point_note]
    assert one.campus.is_at_zip
    assert "not on the map" in verbs.move([one], {"street": "1 Made Up Way", "zip": "99999"}, recorder)[-1]
    assert one.campus.latitude is None
    point = {"latitude": Decimal("34.000001"), "longitude": Decimal("-118.000001")}
    assert verbs.move([one], {"street": "2 Made Up Way"} | point, recorder) == []
    assert Campus.objects.get(street="2 Made Up Way").latitude == point["latitude"]
