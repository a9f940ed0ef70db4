"""A workbook of the register is like a person's: dates are dates, numbers are numbers, and its header explains it."""

import io
from datetime import datetime

import pytest
from openpyxl import load_workbook

from schools.exchange import export
from schools.models import Recognition, School
from tests.factories import SchoolFactory

from .files import changes, imported, ours, plan

pytestmark = pytest.mark.django_db


def sheet(schools=None):
    return load_workbook(io.BytesIO(export.as_xlsx(schools))).active


def row(slug: str) -> dict:
    head, *rows = sheet(School.objects.filter(slug=slug)).iter_rows(values_only=True)
    return dict(zip(head, rows[0], strict=True))


def test_dates_and_numbers_are_real_and_codes_are_text():
    School.objects.filter(slug="gertz-ressler").update(phone_extension="012", hours_monday="07:30-16:00")
    cells = row("gertz-ressler")
    assert cells["opened"] == datetime(2004, 9, 13)
    assert (cells["lowest_grade"], cells["highest_grade"]) == (9, 12)
    assert (cells["latitude"], cells["longitude"]) == (34.036313, -118.28256)
    assert (cells["zip"], cells["phone_extension"], cells["cds_codes"]) == ("90007-1326", "012", "19647330106864")
    assert cells["hours_monday"] == "7:30 AM–4:00 PM"


def test_the_header_stays_and_each_column_is_explained_and_offers_its_choices():
    found = sheet()
    assert found.freeze_panes == "B2"
    notes = {cell.value: cell.comment.text for cell in found[1] if cell.comment}
    assert notes.keys() == {cell.value for cell in found[1]} - {"version"}
    assert "in the format (213) 555-0100" in notes["phone"]
    lists = {rule.formula1 for rule in found.data_validations.dataValidation}
    assert '"high,middle"' in lists
    assert any(choices.startswith('"en,es,') for choices in lists)
    assert found.column_dimensions[found.cell(1, found.max_column).column_letter].hidden


def test_other_records_of_a_school_are_in_it_and_a_file_cannot_change_them():
    school = School.objects.get(slug="merkin")
    school.recognitions = [Recognition(title="Example School", year=2020, source="Example")]
    school.save()
    assert row("merkin")["recognitions"] == "Example School (2020)"
    found = plan(ours("merkin", recognitions="Another School (2021)"))
    (problem,) = found.problems
    assert (problem.column, "A file cannot change this column." in problem.text) == ("recognitions", True)


def test_contact_fields_and_the_successor_are_imported_and_checked():
    found = plan(ours("merkin", hours_monday="7:30 am - 4 pm", email="office@example.org", successor="gertz-ressler"))
    assert not found.problems
    (change,) = changes(found).values()
    assert change["hours_monday"] == ("—", "7:30 a.m.–4 p.m.")
    assert change["successor_id"][1] == "Alliance Gertz-Ressler High School"
    imported(ours("merkin", hours_monday="7:30 am - 4 pm", successor="gertz-ressler"))
    school = School.objects.get(slug="merkin")
    assert (school.hours_monday, school.successor.slug) == ("07:30-16:00", "gertz-ressler")


@pytest.mark.parametrize(
    ("column", "text", "reason"),
    [
        ("hours_monday", "7-8", "Write AM or PM"),
        ("hours_monday", "17:00-08:00", "closes before it opens"),
        ("hours_monday", "08:00-08:00", "closes before it opens"),
        ("hours_monday", "07:30-24:00", "does not exist"),
        ("hours_monday", "25:00-26:00", "does not exist"),
        ("email", "office", "valid email"),
        ("phone", "(213) 555-0100 ext. 12", "phone_extension"),
        ("successor", "nowhere", "There is no school “nowhere”"),
        ("level", "10th", "Use: high, middle."),
        ("languages", "en klingon", "“klingon” is not valid here"),
    ],
)
def test_other_values_are_problems_in_words(column, text, reason):
    (problem,) = plan(ours("merkin", **{column: text})).problems
    assert (bool(problem.row), problem.column, reason in problem.text) == (True, column, True)


def test_a_workbook_takes_the_same_queries_for_one_school_or_many(django_assert_max_num_queries):
    for _number in range(20):
        SchoolFactory()
    with django_assert_max_num_queries(10):
        export.as_xlsx()
