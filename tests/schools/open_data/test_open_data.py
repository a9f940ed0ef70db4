"""The register as files: their content, what they leave out, and their formats."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from jsonschema import Draft202012Validator

from schools.models import FormerName, Result, School, SchoolIndexPage, SchoolPage, SchoolStateRecord, StateRecord
from schools.open_data.columns import ORDER, SCHOOL
from tests.cases import cases
from tests.factories import CampusFactory, SchoolFactory, profile
from tests.html import assert_valid, soup
from tests.schools.open_data.files import features, row, rows, schools, text

pytestmark = pytest.mark.django_db

TYPES = dict(cases(__file__, "files.csv"))
FILES = [f"/data/{name}" for name in TYPES]
RESULT_COLUMNS = ["cds_code", "record_name", "measure", "academic_year", "value", "unit", "count", "source"]


def test_the_columns_stay_in_their_order_and_lines_end_as_the_standard_says(client):
    assert {column.name for column in SCHOOL} == {*ORDER}, "put it last in ORDER (columns.py)"
    found = text(client, "/data/schools.csv")
    assert found.splitlines()[0] == Path(__file__).with_name("header.csv").read_text().strip()
    assert found.count("\r\n") == found.count("\n") == School.objects.count() + 1
    assert text(client, "/data/results.csv").splitlines()[0].split(",") == RESULT_COLUMNS


def test_a_row_has_the_values_of_the_register(client):
    found = row(client, "gertz-ressler")
    assert found == found | dict(cases(__file__, "school.csv"))
    assert found["uid"] == str(School.objects.get(slug="gertz-ressler").uid)
    merkin = schools(client)["merkin"]
    assert row(client, "merkin")["state_records"] == "19647330106864 | 19647330108902"
    assert [record["cds_code"] for record in merkin["state_records"]] == ["19647330106864", "19647330108902"]
    assert merkin["cds_code"] == "19647330106864"
    (former,) = schools(client)["neuwirth"]["former_names"]
    assert (former["last_seen"], former["source_url"]) == ("2014-04", None)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", found["changed"])


def test_csv_json_and_geojson_agree(client):
    found, points = schools(client), features(client)
    assert points["gertz-ressler"]["geometry"]["coordinates"] == [-118.28256, 34.036313]
    assert found.keys() == points.keys() == {one["slug"] for one in rows(client)}
    for one in rows(client):
        school = found[one["slug"]]
        assert list(school) == list(ORDER)
        for name, value in school.items():
            if not isinstance(value, list):
                assert one[name] == ("" if value is None else str(value)), (one["slug"], name)
        point = points[one["slug"]]
        coordinates = [school.pop("longitude"), school.pop("latitude")]
        assert point["geometry"] == {"type": "Point", "coordinates": coordinates}
        assert point["properties"] == school
        assert point["id"] == f"urn:uuid:{school['uid']}"


def test_unknown_values_are_blank_or_null_letters_survive_and_formulas_are_defused(client):
    name = '=HYPERLINK("https://example.org","Ñandú, 学校")\nnext'
    nowhere, yesterday = CampusFactory(latitude=None, longitude=None), timezone.localdate() - timedelta(days=1)
    SchoolFactory(slug="bare", name=name, campus=nowhere, closed=yesterday)
    blank = ("latitude", "longitude", "phone", "website", "cds_code", "details_as_of", "url")
    lists = ("former_names", "state_records")
    found, bare = row(client, "bare"), schools(client)["bare"]
    assert {found[name] for name in (*blank, *lists)} == {""}
    assert {bare[name] for name in blank} == {None}
    assert [bare[name] for name in lists] == [[], []]
    assert features(client)["bare"]["geometry"] is None
    assert (found["name"], bare["name"]) == (f"'{name}", name)
    assert found["status"] == "closed"
    for one in rows(client):  # numbers stay numbers
        assert one["slug"] == "bare" or float(one["longitude"]) < -100 < float(one["latitude"])


def test_the_results_are_long_with_unit_and_source(client):
    found = rows(client, "/data/results.csv")
    assert len(found) == Result.objects.count() == 1994
    key = ("19647330106864", "enrollment", "2017-18")
    (one,) = (row for row in found if (row["cds_code"], row["measure"], row["academic_year"]) == key)
    assert (one["value"], one["unit"], one["count"]) == ("977", "scholars", "")
    assert one["record_name"] == "Alliance Gertz-Ressler Richard Merkin 6-12 Complex"
    assert one["source"].startswith("California Department of Education")
    assert {row["unit"] for row in found if row["measure"] == "graduation_rate"} == {"percent"}
    assert sum(not row["value"] for row in found) == 1  # absences at Smidt in 2023-24, which the state does not publish
    assert all(float(row["value"]) >= (-500 if row["unit"] == "points" else 0) for row in found if row["value"])


def test_files_may_have_no_school_or_one(client):
    SchoolPage.objects.all().delete()
    School.objects.all().delete()
    assert (rows(client), schools(client), features(client), rows(client, "/data/results.csv")) == ([], {}, {}, [])
    assert_valid(client.get("/data/"))
    tag = client.get("/data/schools.csv")["ETag"]
    assert client.get("/data/schools.csv", headers={"if-none-match": tag}).status_code == 304
    SchoolFactory(slug="only")
    assert list(schools(client)) == list(features(client)) == [one["slug"] for one in rows(client)] == ["only"]


def test_schools_that_have_not_opened_are_in_none_of_the_files(client):
    tomorrow = timezone.localdate() + timedelta(days=1)
    school = SchoolFactory(slug="secret-plan", name="Secret Plan", opened=tomorrow)
    FormerName.objects.create(school=school, name="Secret Plan Before", last_seen="2020-01-01")
    record = StateRecord.objects.create(cds_code="19999999999999", name="Secret Plan Record")
    SchoolStateRecord.objects.create(school=school, record=record)
    Result.objects.create(record=record, measure="enrollment", year="2020-21", value=1, source="Nowhere")
    profile(school)
    for path in (*FILES, "/data/"):
        assert "secret" not in client.get(path).getvalue().decode().lower(), path
    School.objects.filter(pk=school.pk).update(opened=timezone.localdate())
    assert "secret-plan" in text(client, "/data/schools.csv")
    assert "19999999999999" in text(client, "/data/results.csv")


def test_without_a_state_neither_files_nor_imports_have_a_place_for_its_data(office, settings):
    """For the pages of such a site, see tests/network."""
    settings.STATE = None
    found = json.loads(text(office, "/data/schools.json"))
    assert "credit" not in found
    assert not found["schools"][0].keys() & {"cds_code", "authorizer", "state_records"}
    assert office.get("/data/results.csv").status_code == 404
    assert reverse("schools_state_data") not in office.get(reverse("schools_imports")).content.decode()


def test_drafts_and_private_profiles_have_no_address_in_the_files(client):
    draft = profile(SchoolFactory(slug="draft"), live=False)
    private = profile(SchoolFactory(slug="private"))
    private.view_restrictions.create(restriction_type="login")
    assert (row(client, draft.slug)["url"], row(client, private.slug)["url"]) == ("", "")
    assert schools(client)["private"]["url"] is None
    private.view_restrictions.get().delete()
    assert row(client, "private")["url"] == "http://testserver/schools/private/"
    SchoolIndexPage.objects.get(locale__language_code="en").view_restrictions.create(restriction_type="login")
    assert {one["url"] for one in rows(client)} == {""}


def test_every_file_has_its_type_and_is_readable_by_any_site_and_no_other_is_found(client):
    """What may be kept, and by whom: tests/alliance_site/test_headers.py."""
    for name, content_type in TYPES.items():
        for method in (client.get, client.head):
            response = method(f"/data/{name}")
            assert response.status_code == 200
            kind = "attachment" if name.endswith(".csv") else "inline"
            headers = {"Content-Type": content_type, "Access-Control-Allow-Origin": "*"}
            headers["Content-Disposition"] = f'{kind}; filename="alliance-{name}"'
            assert headers.items() <= response.headers.items()
            assert response.headers.keys() >= {"ETag", "Last-Modified"}
        assert response.getvalue() == b""
        assert response.get("Content-Length") != "0" or name.endswith(".atom")
        assert client.post(f"/data/{name}").status_code == 405
    assert "Access-Control-Allow-Origin" not in client.get("/data/")
    for path in ("/data/schools.xlsx", "/data/schools.csv/", "/data/..%2fsettings", "/fr/data/"):
        assert client.get(path).status_code == 404


WRONG = json.loads(Path(__file__).with_name("wrong.json").read_text())


@pytest.mark.parametrize("name", WRONG)
def test_the_json_matches_its_schema_which_refuses_invalid_data(client, name):
    schema = json.loads(text(client, f"/data/{name}.schema.json"))
    Draft202012Validator.check_schema(schema)
    SchoolFactory(campus=CampusFactory(latitude=None, longitude=None), name="=Odd")
    found = json.loads(text(client, f"/data/{name}.json"))
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    assert list(validator.iter_errors(found)) == []
    assert found["$schema"] == schema["$id"] == f"http://testserver/data/{name}.schema.json"
    for column, value in WRONG[name].items():
        assert not validator.is_valid(found | {name: [found[name][0] | {column: value}]}), column


def test_the_page_explains_every_column_and_every_measure(client):
    page = assert_valid(client.get("/data/")).main
    for table, columns in (("schools", ORDER), ("results", RESULT_COLUMNS)):
        section = page.find("section", attrs={"aria-labelledby": table})
        lines = section.select("tbody tr")
        assert [line.th.get_text() for line in lines] == list(columns)
        for line in lines:
            kind, meaning = (cell.get_text(" ") for cell in line.find_all("td"))
            assert kind.strip(), line
            assert re.search(r"\w.+\s+Source: \w", meaning), line
    measures = page.find("section", attrs={"aria-labelledby": "measures"}).select("tbody th")
    assert {cell.get_text() for cell in measures} == {one["measure"] for one in rows(client, "/data/results.csv")}
    members = schools(client)["merkin"]["state_records"][0].keys()
    section = page.find("section", attrs={"aria-labelledby": "state-records"})
    assert [cell.get_text() for cell in section.select("tbody th")] == list(members)


def test_the_page_leads_to_every_file_with_its_format_and_size_whichever_language_counts(client):
    for path in ("/es/datos/", "/data/"):
        cache.clear()
        cells = soup(client.get(path)).main.find("section", attrs={"aria-labelledby": "files"}).select("tbody tr")
        assert path == "/es/datos/" or [line.a["href"] for line in cells] == FILES
        for line, name in zip(cells, list(TYPES)[:-2], strict=False):
            size = len(client.get(f"/data/{name}").getvalue())
            assert f", {size / 1024:.1f}\xa0KB" in line.get_text(), (path, name)
