"""Each cell is read as people write it, or is a problem that says why, by row and column."""

import pytest

from schools.models import Level, School
from schools.register import history

from .files import changes, imported, ours, plan, register, row_of, table, workbook

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("column", "cell", "why"),
    [
        ("name", "", "cannot be empty"),
        ("name", "x" * 161, "160"),
        ("name", '=HYPERLINK("http://example.org")', "formula"),
        ("level", "elementary", "is not valid here. Use: high, middle."),
        ("lowest_grade", "K", "is not a whole number"),
        ("highest_grade", "8", "lowest grade"),
        ("opened", "31/12/2020", "is not a valid day"),
        ("opened", "soon", "is not a valid date"),
        ("closed", "1999-01-01", "before the opening"),
        ("zip", "9000", "ZIP"),
        ("latitude", "north", "degrees"),
        ("latitude", "95.5", "California"),
        ("longitude", "", "both numbers"),
        ("phone", "555-0100", "ten digits"),
        ("phone", "(213) 555-0100 x12", "in the column phone_extension"),
        ("website", "javascript:alert(1)", "URL"),
        ("languages", "en, klingon", "“klingon” is not valid here"),
        ("programs", "flying", "flying"),
        ("cds_codes", "123", "14 digits"),
        ("cds_codes", "1.99999E+13", "last digits are lost"),
        ("cds_codes", "19999999999999", "no state record"),
        ("slug", "gertz-ressler", "short name"),
        ("slug", "Not A Slug", "slug"),
        ("former_names", "Another", "A file cannot change this column"),
        ("recognitions", "Another School (2021)", "A file cannot change this column."),
        ("uid", "1", "is not a valid UUID"),
        ("uid", "00000000-0000-4000-8000-000000000000", "No school has this UUID"),
        ("state", "California", "2 characters"),
        ("hours_monday", "7-8", "Write AM or PM"),
        ("hours_monday", "17:00-08:00", "closes before it opens"),
        ("hours_monday", "08:00-08:00", "closes before it opens"),
        ("hours_monday", "07:30-24:00", "does not exist"),
        ("hours_monday", "25:00-26:00", "does not exist"),
        ("email", "office", "valid email"),
        ("successor", "nowhere", "There is no school “nowhere”"),
        ("next_schools", "no-such-school", "There is no school “no-such-school”. Use its short name."),
        ("next_schools", "kory-hunter", "kory-hunter: Choose a high school."),
    ],
)
def test_a_bad_cell_is_one_problem_by_row_and_column(column, cell, why):
    [problem] = plan(ours("burton-tech", **{"phone": "(213) 555-0199", column: cell})).problems
    assert (problem.row, problem.column) == (row_of("burton-tech"), column)
    assert why in problem.text


def test_a_bad_cell_or_row_beside_good_ones_is_one_problem():
    uid = ours().decode().splitlines()[1].split(",")[0]
    [problem] = plan(workbook([["uid", "phone"], [uid, "=A1"]])).problems
    assert (problem.row, problem.column, "formula" in problem.text) == (2, "phone", True)
    found = plan(table([["uid", "name", "no_such_column"], ["", "", "Somebody"]]))
    assert (found.problems[0].row, found.problems[0].column) == (1, "no_such_column")
    rows = ours().decode().splitlines()
    twice = plan("\n".join([*rows, rows[1]]).encode())
    assert [problem.text for problem in twice.problems] == ["Row 2 is for the same school."]


@pytest.mark.parametrize(
    ("row", "columns"),
    [
        (
            {"phone": "1", "zip": "9", "website": "nonsense", "lowest_grade": "12", "highest_grade": "9"},
            {"phone", "zip", "website", "highest_grade"},
        ),
        (
            {"closed": "1999-01-01", "phone": "1", "slug": "Not A Slug", "level": "ninth"},
            {"closed", "phone", "slug", "level"},
        ),
        (
            {"uid": "00000000-0000-4000-8000-000000000000", "phone": "1", "website": "nonsense"},
            {"uid", "phone", "website"},
        ),
    ],
)
def test_all_problems_of_a_row_are_found_together(row, columns):
    assert {one.column for one in plan(ours("burton-tech", **row)).problems} == columns


NEW = {"uid": "", "name": "Alliance New", "level": "ninth", "website": "nonsense", "zip": "9", "opened": "2026-08-15"}


@pytest.mark.parametrize(
    ("row", "columns"),
    [
        (
            NEW,
            ["area", "city", "highest_grade", "level", "lowest_grade", "street", "website", "zip"],
        ),
        ({"cds_codes": "1.96473E+13", "level": "ninth", "phone": "1"}, ["cds_codes", "level", "phone"]),
    ],
)
def test_each_problem_of_a_row_without_a_school_is_found_once(row, columns):
    assert sorted(one.column for one in plan(table([list(row), list(row.values())])).problems) == columns


def test_a_second_row_and_a_campus_add_to_the_problems_of_a_row():
    school = School.objects.get(slug="burton-tech")
    row = {"uid": str(school.uid), "phone": school.phone}
    found = plan(table([list(row), list(row.values()), [row["uid"], "1"]]))
    assert [(one.row, one.column) for one in found.problems] == [(3, ""), (3, "phone")]
    there = School.objects.get(slug="stern").campus
    columns = {one.column for one in plan(ours("burton-tech", street=there.street, zip=there.zip, phone="1")).problems}
    assert len(columns) == 2  # and the first that differs of the campus that has the address
    assert "phone" in columns


def test_contact_fields_and_the_successor_are_read_as_people_write_them():
    row = {"hours_monday": "7:30 am - 4 pm", "email": "office@example.org", "successor": "gertz-ressler"}
    [change] = changes(plan(ours("merkin", **row))).values()
    assert change["hours_monday"] == ("—", "7:30 a.m.–4 p.m.")
    assert change["successor_id"][1] == "Alliance Gertz-Ressler High School"
    imported(ours("merkin", **row))
    school = School.objects.get(slug="merkin")
    assert (school.hours_monday, school.email, school.successor.slug) == (
        "07:30-16:00",
        "office@example.org",
        "gertz-ressler",
    )


# The high schools that follow a middle school


@pytest.fixture
def middle():
    """A middle school with two high schools to continue at."""
    school = School.objects.filter(level=Level.MIDDLE, closed=None).first()
    high = School.objects.filter(level=Level.HIGH, closed=None).exclude(slug="burton-tech")[:2]
    school.next_schools.set([school.next_schools.model(high_school=one, sort_order=n) for n, one in enumerate(high)])
    school.save()
    return school


def following(school) -> list[str]:
    return [link.high_school.slug for link in School.objects.get(pk=school.pk).next_schools.all()]


def test_a_file_changes_and_orders_next_schools(middle):
    first, second = following(middle)
    data = ours(middle.slug, next_schools=f"burton-tech | {first}")
    names = dict(School.objects.values_list("slug", "name"))
    assert changes(plan(data)) == {
        middle.name: {"next_schools": (f"{names[first]}, {names[second]}", f"{names['burton-tech']}, {names[first]}")}
    }
    imported(data)
    assert following(middle) == ["burton-tech", first]
    assert [one.label for one in history.steps(middle)[0].differences] == ["Next high schools"]
    after = register()
    assert plan(data).items == []
    imported(data)
    assert register() == after
    imported(ours(middle.slug, next_schools=""))
    assert following(middle) == []


def test_next_schools_that_both_sides_changed_are_a_conflict(middle):
    first, second = following(middle)
    data = ours(middle.slug, next_schools="burton-tech")
    middle.next_schools.set([link for link in middle.next_schools.all() if link.high_school.slug == second])
    history.save(middle)
    [conflict] = plan(data).conflicts
    names = dict(School.objects.values_list("slug", "name"))
    assert (conflict.label, conflict.then) == ("Next high schools", f"{names[first]}, {names[second]}")
    assert (conflict.now, conflict.file) == (names[second], names["burton-tech"])
