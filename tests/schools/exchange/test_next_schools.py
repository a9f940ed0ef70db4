"""The high schools that follow a middle school are a column that a file can change."""

import pytest

from schools.changes.undo import undo
from schools.models import Level, NextSchool, School
from schools.register import history

from .files import changes, imported, ours, plan, register

pytestmark = pytest.mark.django_db


@pytest.fixture
def middle():
    """A middle school with two high schools to continue at."""
    school = School.objects.filter(level=Level.MIDDLE, closed=None).first()
    high = School.objects.filter(level=Level.HIGH, closed=None).exclude(slug="burton-tech")[:2]
    school.next_schools.set([NextSchool(high_school=one, sort_order=number) for number, one in enumerate(high)])
    school.save()
    return school


def following(school) -> list[str]:
    return [link.high_school.slug for link in School.objects.get(pk=school.pk).next_schools.all()]


def test_a_file_changes_and_orders_them_and_an_undo_restores_them(middle):
    first, second = following(middle)
    before = register()
    data = ours(middle.slug, next_schools=f"burton-tech | {first}")
    names = dict(School.objects.values_list("slug", "name"))
    assert changes(plan(data)) == {
        middle.name: {"next_schools": (f"{names[first]}, {names[second]}", f"{names['burton-tech']}, {names[first]}")}
    }
    batch = imported(data)
    assert following(middle) == ["burton-tech", first]
    assert [one.label for one in history.steps(middle)[0].differences] == ["Next high schools"]
    assert plan(data).items == []
    undo(batch)
    assert following(middle) == [first, second]
    assert register() == before


def test_an_empty_cell_removes_them(middle):
    imported(ours(middle.slug, next_schools=""))
    assert following(middle) == []


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("burton-tech | no-such-school", "There is no school “no-such-school”. Use its short name."),
        ("{middle}", "{middle}: Choose a high school."),
    ],
)
def test_what_is_not_a_high_school_of_the_register_is_a_problem(cell, message, middle):
    cell, message = cell.format(middle=middle.slug), message.format(middle=middle.slug)
    [problem] = plan(ours(middle.slug, next_schools=cell)).problems
    assert (problem.column, problem.text) == ("next_schools", message)


def test_a_change_on_both_sides_is_a_conflict(middle):
    first, second = following(middle)
    data = ours(middle.slug, next_schools="burton-tech")
    middle.next_schools.set([link for link in middle.next_schools.all() if link.high_school.slug == second])
    history.save(middle)
    found = plan(data)
    [conflict] = found.conflicts
    names = dict(School.objects.values_list("slug", "name"))
    assert conflict.label == "Next high schools"
    assert (conflict.then, conflict.now) == (f"{names[first]}, {names[second]}", names[second])
    assert conflict.file == names["burton-tech"]
