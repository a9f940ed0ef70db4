"""The list of required postings as files and as a feed, for any network."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from jsonschema import Draft202012Validator

from schools.models import Requirement
from schools.open_data.columns import REQUIREMENT
from tests.html import soup
from tests.schools.open_data.files import entries, rows, text

pytestmark = pytest.mark.django_db
CSV, FEED = "/data/required-postings.csv", "/data/required-postings.atom"


def entry(client, code="code-of-conduct"):
    (found,) = (row for row in rows(client, CSV) if row["code"] == code)
    return found


def test_an_entry_says_what_by_which_law_where_in_which_languages_and_when_it_was_read(client):
    Requirement.objects.filter(code="code-of-conduct").update(title={"en": "Conduct", "es": "Conducta"}, note="=1+1")
    found = entry(client)
    assert found == found | {
        "title_en": "Conduct",
        "title_es": "Conducta",
        "authority": "Education Code 44050 (AB 500 of 2017)",
        "duty": "website",
        "scope": "school",
        "languages": "en es",
        "note": "'=1+1",
        "checked_on": "2026-11-30",
        "counsel_to_confirm": "true",
        "level": "",
    }
    assert found["link"].startswith("https://leginfo.legislature.ca.gov/")
    assert "self-law.org" in found["checked_against"]
    assert not {"person", "next_person", "template"} & found.keys()


def test_the_files_hold_the_entries_in_use_agree_and_match_the_schema(client):
    Requirement.objects.filter(code="sarc").update(in_use=False)
    found = json.loads(text(client, "/data/required-postings.json"))
    assert [one["code"] for one in found["required-postings"]] == [one["code"] for one in rows(client, CSV)]
    assert "sarc" not in {one["code"] for one in found["required-postings"]}
    assert len(found["required-postings"]) == Requirement.objects.count() - 1
    assert list(found["required-postings"][0]) == [column.name for column in REQUIREMENT]
    assert "not legal advice" in found["notice"]
    schema = json.loads(text(client, "/data/required-postings.schema.json"))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    assert list(validator.iter_errors(found)) == []
    found["required-postings"][0]["duty"] = "compliant"
    assert not validator.is_valid(found)


def test_the_feed_begins_with_the_entry_that_changed_last(client):
    Requirement.objects.update(changed=timezone.now() - timedelta(days=9))
    before = {one["id"]: one["updated"] for one in entries(client, FEED)}
    one = Requirement.objects.get(code="phones")
    one.in_use = False
    one.save()
    first, *rest = entries(client, FEED)
    assert first["title"] == "Phone use policy"
    assert "No longer on the list." in first["summary"]
    assert "Law read on November 30, 2026." in first["summary"]
    assert first["updated"] > before[first["id"]]
    assert {one["id"]: one["updated"] for one in rest}.items() < before.items()
    assert entries(client, "/es/datos/required-postings.atom")[0]["title"] == "Política sobre el uso de teléfonos"


@pytest.mark.parametrize("change", ["edit", "delete"])
def test_a_change_of_the_list_changes_its_files_and_no_other(client, change):
    Requirement.objects.update(changed=timezone.now() - timedelta(days=9))
    tags = {path: client.get(path)["ETag"] for path in (CSV, FEED, "/data/schools.csv")}
    one = Requirement.objects.get(code="sarc")
    one.save() if change == "edit" else one.delete()
    changed = {
        path for path, tag in tags.items() if client.get(path, headers={"if-none-match": tag}).status_code == 200
    }
    assert changed == {CSV, FEED}


def test_the_page_explains_each_column_with_its_choices(client):
    section = soup(client.get("/data/")).main.find("section", attrs={"aria-labelledby": "required-postings"})
    lines = {line.th.get_text(): line.get_text(" ", strip=True) for line in section.select("tbody tr")}
    assert list(lines) == [column.name for column in REQUIREMENT]
    assert "campus: The law says: on campus" in lines["duty"]
    spanish = soup(client.get("/es/datos/")).main.find("section", attrs={"aria-labelledby": "required-postings"})
    assert "recommended: Recomendado" in spanish.get_text()
