"""The feed of school events, and the list of required postings as files and as a feed."""

import json
import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from pages.models import HomePage
from schools.models import FormerName, Requirement, School, SchoolPage
from schools.open_data.columns import REQUIREMENT
from tests.cases import cases
from tests.factories import CampusFactory, SchoolFactory, profile, profile_of
from tests.schools.open_data.files import ATOM, entries, feed, rows, text

pytestmark = pytest.mark.django_db


def titled(client, title):
    (found,) = (entry for entry in entries(client) if entry["title"] == title)
    return found


def test_the_feed_is_atom_with_whole_addresses_and_stands_on_its_own(client):
    root, found = feed(client), entries(client)
    assert root.tag == f"{ATOM}feed"
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links == {"self": "http://testserver/data/changes.atom", "alternate": "http://testserver/data/"}
    assert root.find(f"{ATOM}author").findtext(f"{ATOM}name")
    stamps = [entry["updated"] for entry in found]
    assert root.findtext(f"{ATOM}updated") == max(stamps)
    assert stamps == sorted(stamps, reverse=True)
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00-0[78]:00", stamp) for stamp in stamps)
    assert all(entry["link"].startswith("http://testserver/") for entry in found)


def test_the_feed_has_openings_closings_and_new_names(client):
    closed = titled(client, "Alliance Tennenbaum Family Technology High closed")
    said = dict.fromkeys(("published", "updated"), "2025-06-30T00:00:00-07:00")
    said |= {"summary": "Its last day was June 30, 2025.", "link": "http://testserver/schools/tennenbaum/"}
    assert closed == closed | said
    opened = titled(client, "Alliance Gertz-Ressler High School opened")
    assert opened["published"].startswith("2004-09-13")
    name = School.objects.get(slug="neuwirth").name
    renamed = titled(client, f"Alliance College-Ready Academy High No. 5 is now {name}")
    assert renamed["published"].startswith("2014-04-01")
    assert "last used in April 2014. The day of the change is not known." in renamed["summary"]
    assert "Source: California Department of Education" in renamed["summary"]
    assert FormerName.objects.filter(name="Alliance College-Ready Academy #1", last_seen=None).exists()
    assert not any("Academy #1" in entry["title"] for entry in entries(client))


def test_odd_schools_keep_the_feed_valid_and_the_future_out_of_it(client):
    today = timezone.localdate()
    SchoolFactory(name="Future", opened=today + timedelta(days=1))
    SchoolFactory(name="Ending", closed=today)
    SchoolFactory(name="Bell\x07 <b>&amp;</b> ]]>", opened=date(2020, 1, 1))
    profile(SchoolFactory(name="Draft", opened=date(2020, 1, 1)), live=False)
    titles = {entry["title"] for entry in entries(client)}
    assert titles >= {"Ending opened", "Bell <b>&amp;</b> ]]> opened"}
    assert not {"Future opened", "Ending closed"} & titles
    assert titled(client, "Draft opened")["link"] == "http://testserver/data/"


def test_an_entry_keeps_its_id_and_time_while_the_school_changes(client):
    school = School.objects.get(slug="neuwirth")
    before = {entry["id"]: entry["updated"] for entry in entries(client)}
    school.name, school.phone = "Alliance Another Name", "(213) 555-0100"
    school.former_names = [FormerName(name=one.name, last_seen=one.last_seen) for one in school.former_names.all()]
    school.save()
    page = profile_of(school)
    page.slug = "elsewhere"
    page.save_revision().publish()
    after = {entry["id"]: entry["updated"] for entry in entries(client)}
    assert after == before
    assert titled(client, "Alliance Another Name opened")["link"] == "http://testserver/schools/elsewhere/"


def test_the_feed_has_the_newest_hundred_or_none(client):
    start, campus = date(2026, 1, 1), CampusFactory()
    School.objects.bulk_create(
        SchoolFactory.build(name=f"School {n}", opened=start + timedelta(days=n), campus=campus) for n in range(102)
    )
    found = entries(client)
    assert len(found) == 100
    assert found[0]["title"] == "School 101 opened"
    SchoolPage.objects.all().delete()
    School.objects.all().delete()
    assert entries(client) == []
    assert client.get("/data/changes.atom").content == client.get("/data/changes.atom").content


def test_the_feed_is_in_the_language_of_its_address(client):
    assert feed(client, "/es/datos/changes.atom").get("{http://www.w3.org/XML/1998/namespace}lang") == "es"
    assert client.get("/es/datos/").status_code == 200
    assert not {one["id"] for one in entries(client)} & {one["id"] for one in entries(client, "/es/datos/changes.atom")}
    HomePage.objects.filter(locale__language_code="es").update(live=False)
    assert client.get("/es/datos/").status_code == client.get("/es/datos/changes.atom").status_code == 404


CSV, FEED = "/data/required-postings.csv", "/data/required-postings.atom"


def test_an_entry_says_what_by_which_law_where_in_which_languages_and_when_it_was_read(client):
    Requirement.objects.filter(code="code-of-conduct").update(title={"en": "Conduct", "es": "Conducta"}, note="=1+1")
    (found,) = (row for row in rows(client, CSV) if row["code"] == "code-of-conduct")
    assert found == found | dict(cases(__file__, "requirement.csv"))
    assert found["link"].startswith("https://leginfo.legislature.ca.gov/")
    assert "self-law.org" in found["checked_against"]
    assert not {"person", "next_person", "template"} & found.keys()


def test_the_files_hold_the_entries_in_use_and_agree(client):
    Requirement.objects.filter(code="sarc").update(in_use=False)
    found = json.loads(text(client, "/data/required-postings.json"))
    assert [one["code"] for one in found["required-postings"]] == [one["code"] for one in rows(client, CSV)]
    assert "sarc" not in {one["code"] for one in found["required-postings"]}
    assert len(found["required-postings"]) == Requirement.objects.count() - 1
    assert list(found["required-postings"][0]) == [column.name for column in REQUIREMENT]
    assert "not legal advice" in found["notice"]


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


def test_a_change_of_the_list_changes_its_files_and_no_other(client):
    Requirement.objects.update(changed=timezone.now() - timedelta(days=9))
    one = Requirement.objects.get(code="sarc")
    for change in (one.save, one.delete):
        tags = {path: client.get(path)["ETag"] for path in (CSV, FEED, "/data/schools.csv")}
        change()
        again = {path: client.get(path, headers={"if-none-match": tag}).status_code for path, tag in tags.items()}
        assert again == {CSV: 200, FEED: 200, "/data/schools.csv": 304}
