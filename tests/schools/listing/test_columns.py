"""The listing's columns on screen and in its files, with the same number of queries for any number of schools."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.users.models import UserProfile

from schools.models import School
from tests.factories import CampusFactory, SchoolFactory, profile
from tests.html import soup
from tests.schools.exchange.files import plan
from tests.schools.people import editor_of

from .conftest import LIST

pytestmark = pytest.mark.django_db
SORTS = ["name", "level", "lowest_grade", "campus__area", "opened", "confirm_by"]


def table(client, kind="csv", **question) -> list[dict[str, str]]:
    """The rows of the list as people download it, by heading."""
    page = client.get(LIST, {**question, "export": kind, "shown": "1"})
    assert f".{kind}" in page["Content-Disposition"]
    data = page.getvalue()
    if kind == "csv":
        return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    head, *rows = load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True)
    return [dict(zip(head, map(_text, row), strict=True)) for row in rows]


def _text(value) -> str:
    """Return a cell as text. Dates in a workbook are real ones."""
    return f"{value:%Y-%m-%d}" if isinstance(value, date) else value or ""


def on_screen(client, school) -> dict[str, str]:
    page = soup(client.get(LIST, {"q": school.name}))
    heads = [" ".join(head.get_text(" ").split()) for head in page.select(".register-table thead th")]
    row = next(row for row in page.select(".register-table tbody tr") if school.name in row.get_text())
    return dict(zip(heads, (" ".join(cell.get_text(" ").split()) for cell in row.find_all("td")), strict=True))


@pytest.fixture
def school():
    school = SchoolFactory(
        name="Alliance Zanzibar",
        phone="(213) 555-0100",
        languages=["en", "es"],
        campus=CampusFactory(street="1 Example Road", area="Zzyzx"),
        website="https://example.org/",
        details_as_of=date(2020, 1, 1),
        opened=date(2010, 8, 16),
        closed=timezone.localdate() + timedelta(days=30),
    )
    profile(school)
    editor_of(school, first_name="Edith", last_name="Example")
    return school


def test_the_screen_has_the_usual_columns(office, school):
    shown = on_screen(office, school)
    shown.pop("")
    assert shown.pop("Name").startswith("Alliance Zanzibar")
    assert shown == {
        "Status": "Open",
        "Level": "High school",
        "Grades": "9–12",
        "Neighborhood": "Zzyzx",
        "Phone": "(213) 555-0100",
        "Opened": "August 16, 2010",
        "Confirm by": "March 31, 2020, overdue",
    }
    School.objects.filter(pk=school.pk).update(details_as_of=None)
    assert on_screen(office, school)["Confirm by"] == "Never confirmed"
    School.objects.filter(pk=school.pk).update(closed=timezone.localdate() - timedelta(days=1))
    shown = on_screen(office, school)
    assert (shown["Status"], shown["Confirm by"]) == ("Closed", "")


def test_a_school_is_added_by_opening_it_only(office):
    address, opened = reverse("wagtailsnippets_schools_school:add"), reverse("school_open")
    assert office.get(address).url == office.post(address).url == opened
    page = soup(office.get(LIST))
    assert "Open a school" in page.find("a", href=address).get_text()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_file_has_everything_in_words(kind, office, school):
    (row,) = table(office, kind, q="zanzibar")
    assert row["Campus"] == "1 Example Road, Los Angeles, CA 90007"
    assert row["Languages at the front desk"] == "English, Spanish"
    assert (row["Opened"], row["Confirm by"]) == ("2010-08-16", "2020-03-31")
    assert row["Editors of the school"] == "Edith Example"
    assert (row["Profile (English)"], row["Profile (Spanish)"]) == ("Published", "None")
    assert "Office hours" in row["Missing"]
    assert "Phone" not in row["Missing"]


def test_the_file_has_all_listed_schools_in_their_order_and_in_the_language_of_the_account(office, manager):
    middle = School.objects.filter(level="middle").order_by("-opened", "name")
    rows = table(office, level="middle", ordering="-opened")
    assert [row["Name"] for row in rows] == [school.name for school in middle]
    SchoolFactory.create_batch(60, name="Alliance Zanzibar")
    assert len(table(office, q="zanzibr", p=2)) == 60
    account = UserProfile.get_for_user(manager)
    account.preferred_language = "es"
    account.save()
    for kind in ("csv", "xlsx"):
        assert not {"High school", "Middle school"} & {row["Nivel"] for row in table(office, kind)}


def test_the_other_file_is_for_an_import(office):
    found = plan(office.get(LIST, {"export": "csv", "status": "open"}).getvalue())
    assert (found.items, found.problems) == ([], [])
    assert found.counts["unchanged"] == School.objects.open_today().count()


def test_writers_see_and_download_what_does_not_concern_the_office(writer, school):
    page = soup(writer.get(LIST))
    assert not page.select(".register-table input[type=checkbox]")
    assert "Change fields" not in page.select_one(".register-tools").get_text()
    (row,) = table(writer, q="zanzibar")
    assert "Editors of the school" not in row


def test_it_sorts_by_what_is_shown_with_empty_values_last_and_no_school_twice(office, listed):
    SchoolFactory(name="Zzz empty", campus=CampusFactory(), details_as_of=None)
    for ordering in [sign + field for field in SORTS for sign in ("", "-")]:
        values = list(office.get(LIST, {"ordering": ordering}).context["object_list"])
        assert sorted(one.pk for one in values) == sorted(School.objects.values_list("pk", flat=True)), ordering
        for part in ordering.removeprefix("-").split("__"):
            values = [getattr(value, part) for value in values]
        filled = [value for value in values if value is not None]
        assert values[: len(filled)] == filled, ordering
        if not isinstance(filled[0], str):
            assert filled == sorted(filled, reverse=ordering.startswith("-")), ordering
    assert listed(ordering="password") == listed()
    SchoolFactory.create_batch(60, name="Alliance Alike")
    pages = [office.get(LIST, {"ordering": "level", "p": page}).context["object_list"] for page in (1, 2)]
    seen = [school.pk for page in pages for school in page]
    assert len(seen) == len(set(seen)) > 60
