"""For a state file, the preview shows its age, missing columns, and all problems of a row together."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from schools.exchange import sheets
from schools.models import ChangeSet, School, StateRecord
from schools.state_data import directory
from tests.html import soup, words

from .files import BURTON, OLD, ours, plan, state, table
from .office import FILE, STATE_DATA, send, user_of

pytestmark = pytest.mark.django_db
UNDATED = "This file has no dates. Its values may be older than ours."
NEWS = {"WebSite": "https://example.org/new", "Latitude": "33.9443", "Phone": "(323) 555-0142"}


@pytest.fixture
def office(client):
    client.force_login(user_of("Listings manager"))
    return client


def undated() -> bytes:
    return state(BURTON, drop=("LastUpDate",), **NEWS)


def school() -> School:
    return School.objects.get(slug="burton-tech")


def keys(found) -> list[str]:
    return [one.key for item in found.items for one in item.differences]


def test_a_file_without_dates_warns_and_leaves_websites_and_points():
    found = plan(undated())
    assert found.reading.cautions == [UNDATED]
    assert keys(found) == ["phone"]
    assert found.as_json()["old_values"] == 2
    taken = plan(undated(), accept_old=True)
    assert sorted(keys(taken)) == ["phone", "point", "website"]
    assert taken.reading.cautions == [UNDATED]


def test_dates_in_a_column_that_we_do_not_know_are_none():
    data = state(BURTON, rename={"LastUpDate": "Revised"}, **NEWS)
    assert plan(data).reading.cautions == [UNDATED]


def test_a_file_older_than_our_newest_warns():
    newest = max(record.updated for record in StateRecord.objects.all())
    record = StateRecord.objects.exclude(cds_code=BURTON).first()
    StateRecord.objects.filter(pk=record.pk).update(updated=newest + timedelta(days=1))
    found = plan(state(BURTON, **NEWS))
    [caution] = found.reading.cautions
    assert "June 25, 2026" in caution
    assert "may be older than ours" in caution
    assert keys(found) == ["phone"]


def test_a_file_older_than_a_year_warns(monkeypatch):
    monkeypatch.setattr(directory, "A_YEAR", timedelta(days=1))
    assert "may be older than ours" in plan(state(BURTON, **NEWS)).reading.cautions[0]
    assert plan(OLD).reading.cautions


def test_todays_file_does_not_warn():
    today = timezone.localdate()
    found = plan(state(BURTON, **NEWS, LastUpDate=f"{today:%m/%d/%Y}"))
    assert found.reading.cautions == []
    assert {"phone", "point", "website"} <= set(keys(found))


@pytest.mark.parametrize("to", [FILE, STATE_DATA])
def test_the_page_says_so_and_asks_whether_to_take_them(office, to):
    url = send(office, undated(), "pubschls.txt", to)
    page = office.get(url)
    assert UNDATED in words(page)
    assert "https://example.org/new" not in words(page)
    box = soup(page).find("input", attrs={"name": "accept_old"})
    assert not box.has_attr("checked")
    page = office.post(url, {"do": "old", "accept_old": "on"}, follow=True)
    assert UNDATED in words(page)
    assert "https://example.org/new" in words(page)
    assert soup(page).find("input", attrs={"name": "accept_old"}).has_attr("checked")
    page = office.post(url, {"do": "old"}, follow=True)
    assert "https://example.org/new" not in words(page)


def test_what_was_chosen_is_imported(office):
    url = send(office, undated(), "pubschls.txt")
    office.post(url, {"do": "old", "accept_old": "on"})
    office.post(url, {"do": "import", "digest": ChangeSet.objects.get().preview["digest"], "reason": "So."})
    assert (school().website, school().phone) == ("https://example.org/new", "(323) 555-0142")


def test_the_command_leaves_them_unless_it_is_told_to(tmp_path, capsys):
    file = tmp_path / "pubschls.txt"
    file.write_bytes(undated())
    before = school().website
    call_command("import_schools", str(file))
    assert f"caution: {UNDATED}" in capsys.readouterr().out
    assert (school().website, school().phone) == (before, "(323) 555-0142")
    call_command("import_schools", str(file), "--accept-old", "--json")
    found = json.loads(capsys.readouterr().out)
    assert (found["applied"], found["cautions"]) == (True, [UNDATED])
    assert school().website == "https://example.org/new"


@pytest.mark.parametrize(
    ("drop", "why"),
    [
        (["StatusType"], "This file has CDSCode and School, but lacks StatusType."),
        (["CDSCode"], "This file has School and StatusType, but lacks CDSCode."),
        (["School", "StatusType"], "This file has CDSCode, but lacks School and StatusType."),
    ],
)
def test_a_required_column_that_is_missing_is_named(drop, why):
    with pytest.raises(sheets.SheetError) as error:
        plan(state(drop=drop))
    assert str(error.value) == why


def test_of_our_own_layout_too(office):
    data = ours(only=("name", "slug", "phone"))
    with pytest.raises(sheets.SheetError, match="This file has name, slug and phone, but lacks uid or cds_codes"):
        plan(data)
    assert "but lacks uid or cds_codes" in words(office.get(send(office, data)))


def columns(found) -> set[str]:
    return {one.column for one in found.problems}


def test_all_problems_of_a_row_are_told_at_the_same_time():
    wrong = {"phone": "1", "zip": "9", "website": "nonsense", "lowest_grade": "12", "highest_grade": "9"}
    assert columns(plan(ours("burton-tech", **wrong))) == {"phone", "zip", "website", "highest_grade"}
    wrong = {"closed": "1999-01-01", "phone": "1", "slug": "Not A Slug", "level": "ninth"}
    assert columns(plan(ours("burton-tech", **wrong))) == {"closed", "phone", "slug", "level"}


def test_also_if_it_is_not_known_which_school_it_is():
    uid = "00000000-0000-4000-8000-000000000000"
    found = plan(ours("burton-tech", uid=uid, phone="1", website="nonsense"))
    assert columns(found) == {"uid", "phone", "website"}


def test_each_problem_is_told_once():
    row = {"cds_codes": "1.96473E+13", "level": "ninth", "phone": "1"}
    found = plan(table([list(row), list(row.values())]))
    assert sorted(one.column for one in found.problems) == ["cds_codes", "level", "phone"]


def test_also_of_a_new_school():
    row = {
        "uid": "",
        "name": "Alliance New",
        "level": "ninth",
        "website": "nonsense",
        "zip": "9",
        "opened": "2026-08-15",
    }
    found = plan(table([list(row), list(row.values())]))
    assert columns(found) == {
        "level",
        "website",
        "zip",
        *("lowest_grade", "highest_grade", "street", "city", "area"),
    }
    assert len(found.problems) == 8


def test_also_if_a_row_comes_twice():
    row = {"uid": str(school().uid), "phone": school().phone}
    found = plan(table([list(row), list(row.values()), [row["uid"], "1"]]))
    assert [(one.row, one.column) for one in found.problems] == [(3, ""), (3, "phone")]


def test_also_of_the_states_row():
    found = plan(state(BURTON, Phone="12", OpenDate="soon", WebSite="not a site", LastUpDate="10/02/2026"))
    assert columns(found) == {"Phone", "OpenDate", "WebSite"}


def test_also_what_the_campus_says():
    there = School.objects.get(slug="stern").campus
    found = plan(ours("burton-tech", street=there.street, zip=there.zip, phone="1"))
    assert "phone" in columns(found)
    assert len(columns(found)) == 2  # and one with a different existing campus
