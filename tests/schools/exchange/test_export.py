"""An export explains itself, and importing it changes nothing, whatever it contains and whichever program saved it."""

import io
from datetime import date, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase
from openpyxl import load_workbook

from schools.exchange import export
from schools.models import Enrollment, FormerName, Offering, Program, Recognition, School
from tests.factories import SchoolFactory

from .files import as_csv, lines_of, plan, rows_of, table

pytestmark = pytest.mark.django_db
NOTHING = {"added": 0, "changed": 0, "closed": 0, "ignored": 0, "problems": 0}
FORMS = {
    "CSV": as_csv,
    "CSV without the mark": lambda: as_csv()[3:],
    "windows-1252": lambda: as_csv().decode("utf-8-sig").encode("cp1252", "replace"),
    "UTF-16, tabs": lambda: table(lines_of(as_csv()), "utf-16", "\t"),
    "semicolons": lambda: table(lines_of(as_csv()), delimiter=";"),
    "XLSX": export.as_xlsx,
}


def assert_nothing(data: bytes, count: int | None = None) -> None:
    found = plan(data)
    assert not found.problems, found.problems[:3]
    assert {name: found.counts[name] for name in NOTHING} == NOTHING, found.items[:2]
    assert found.counts["unchanged"] == (School.objects.count() if count is None else count)


def test_a_school_with_everything():
    school = SchoolFactory(
        name='Alliance "=1+1", Ōtani & Niños’ School; No. 7',
        office_hours="-- by appointment",
        phone="(213) 555-0100",
        phone_extension="012",
        email="office@example.org",
        principal="=Ana",
        hours_monday="07:30-16:00",
        successor=School.objects.get(slug="gertz-ressler"),
        records_kept_by="The office, 1 Example Street",
        languages=["es", "en"],
        transit="@ the corner | '=tab",
        closed=date(2020, 6, 30),
        details_as_of=date(2026, 6, 1),
    )
    school.programs.set([Program.objects.create(name="Robotics", slug="robotics")])
    school.recognitions = [Recognition(title="Example, School", year=2020, source="Example")]
    school.enrollments = [Enrollment(year="2027-28", status="open", opens=date(2026, 11, 1))]
    school.offerings = [Offering(topic="sports", text="Chess | Go")]
    school.former_names = [FormerName(name="+Plus Academy"), FormerName(name="=Equals")]
    school.save()
    for form in FORMS.values():
        assert_nothing(form())


def test_what_a_spreadsheet_makes_of_the_cells_is_no_change():
    """American dates, codes as numbers, coordinates with fewer zeros, and a header in other letter case."""
    rows = rows_of(as_csv())
    for row in rows:
        for name in ("opened", "closed", "details_as_of"):
            if row[name]:
                day = date.fromisoformat(row[name])
                row[name] = f"{day.month}/{day.day}/{day.year}"
        if row["cds_codes"].isdigit():
            row["cds_codes"] = "1.96473E+13"
        for name in ("latitude", "longitude"):
            row[name] = row[name].rstrip("0")
        row["phone"] = row["phone"].replace("(", "").replace(") ", "-")
    assert_nothing(table([[name.upper() for name in rows[0]], *([*row.values()] for row in rows)]))


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=60)


class AnyText(HypothesisTestCase):
    @settings(max_examples=20, deadline=None)
    @example(name="0\r", hours="_x000D_", transit="\x1f_x", encoding="XLSX")  # a workbook escapes them
    @given(name=TEXT.filter(str.strip), hours=TEXT, transit=TEXT, encoding=st.sampled_from(["CSV", "XLSX"]))
    def test_whatever_a_field_holds(self, name, hours, transit, encoding):
        School.objects.filter(slug="any").delete()
        SchoolFactory(slug="any", name=name, office_hours=hours, transit=transit)
        only = School.objects.filter(slug="any")
        assert_nothing(as_csv(only) if encoding == "CSV" else export.as_xlsx(only), 1)


def test_dates_and_numbers_in_a_workbook_are_real_and_codes_are_text():
    School.objects.filter(slug="gertz-ressler").update(phone_extension="012", hours_monday="07:30-16:00")
    file = io.BytesIO(export.as_xlsx(School.objects.filter(slug="gertz-ressler")))
    head, row = load_workbook(file).active.iter_rows(values_only=True)
    cells = dict(zip(head, row, strict=True))
    assert cells["opened"] == datetime(2004, 9, 13)
    assert (cells["lowest_grade"], cells["highest_grade"]) == (9, 12)
    assert (cells["latitude"], cells["longitude"]) == (34.036313, -118.28256)
    assert (cells["zip"], cells["phone_extension"], cells["cds_codes"]) == ("90007-1326", "012", "19647330106864")
    assert cells["hours_monday"] == "7:30 AM–4:00 PM"
