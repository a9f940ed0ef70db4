"""The displayed list can be downloaded as a readable file; the file for importing is a different one."""

import csv
import io
from datetime import datetime

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from wagtail.users.models import UserProfile

from schools.models import School
from tests.factories import SchoolFactory
from tests.schools.exchange.files import plan

from .conftest import LIST

pytestmark = pytest.mark.django_db
CHOOSE = reverse("schools_register_columns")


def table(client, kind: str, **question) -> list[list[str]]:
    page = client.get(LIST, {**question, "export": kind, "shown": "1"})
    assert f".{kind}" in page["Content-Disposition"]
    data = page.getvalue()
    if kind == "csv":
        return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    rows = load_workbook(io.BytesIO(data)).active.iter_rows()
    return [[_text(cell.value) for cell in row] for row in rows]


def _text(value) -> str:
    """Return a cell as text. Dates in a workbook are real ones."""
    return value.date().isoformat() if isinstance(value, datetime) else value or ""


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_it_has_what_is_shown_in_the_order_in_which_it_is_shown(kind, office):
    office.post(CHOOSE, {"columns": ["level", "opened", "languages", "confirm_by", "desk"]})
    head, *rows = table(office, kind, level="middle", ordering="-opened")
    assert head == ["Name", "Level", "Languages at the front desk", "Opened", "Confirm by", "Desk"]
    middle = School.objects.filter(level="middle").order_by("-opened", "name")
    assert [row[0] for row in rows] == [school.name for school in middle]
    assert [row[3] for row in rows] == [school.opened.isoformat() for school in middle]
    assert {row[1] for row in rows} == {"Middle school"}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_search_counts_too_and_every_page_is_in_it(kind, office):
    for number in range(60):
        SchoolFactory(name=f"Alliance Zanzibar {number}")
    assert len(table(office, kind, q="zanzibr")) == 61


def test_no_spreadsheet_runs_it(office):
    SchoolFactory(name="=1+1", phone="(213) 555-0100")
    assert [row[0] for row in table(office, "csv") if "1+1" in row[0]] == ["'=1+1"]
    page = office.get(LIST, {"export": "xlsx", "shown": "1"})
    cells = [cell for row in load_workbook(io.BytesIO(page.getvalue())).active.iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    assert [cell.value for cell in cells if "1+1" in str(cell.value)] == ["=1+1"]


def test_it_speaks_its_readers_language(office, manager):
    profile = UserProfile.get_for_user(manager)
    profile.preferred_language = "es"
    profile.save()
    office.post(CHOOSE, {"columns": ["level"]})
    for kind in ("csv", "xlsx"):
        head, *rows = table(office, kind)
        assert head == ["Nombre", "Nivel"]
        assert rows
        assert not {"High school", "Middle school"} & {row[1] for row in rows}


def test_the_other_file_is_for_an_import_whatever_is_shown(office):
    office.post(CHOOSE, {"columns": ["level"]})
    data = office.get(LIST, {"export": "csv", "status": "open"}).getvalue()
    found = plan(data)
    assert (found.items, found.problems) == ([], [])
    assert found.counts["unchanged"] == School.objects.open_today().count()


def test_a_file_takes_the_same_queries_for_one_school_or_many(office, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from schools.listing.columns import COLUMNS

    office.post(CHOOSE, {"columns": [shown.name for shown in COLUMNS]})
    SchoolFactory(name="Alliance Zanzibar")
    table(office, "csv", q="zanzibar")
    with CaptureQueriesContext(connection) as one:
        assert len(table(office, "csv", q="zanzibar")) == 2
    for number in range(20):
        SchoolFactory(name=f"Alliance Zanzibar {number}")
    with django_assert_num_queries(len(one)):
        assert len(table(office, "csv", q="zanzibar")) == 22


def test_who_may_only_look_may_take_it_away_too(writer):
    SchoolFactory(name="Alliance Zanzibar")
    assert [row[0] for row in table(writer, "csv", q="zanzibar")] == ["Name", "Alliance Zanzibar"]
