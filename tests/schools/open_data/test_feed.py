"""The feed of school events: only those whose day or month the register knows."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from pages.models import HomePage
from schools.models import FormerName, School, SchoolPage
from tests.factories import CampusFactory, SchoolFactory, profile
from tests.schools.open_data.files import ATOM, entries, feed

pytestmark = pytest.mark.django_db

FEED = "/data/changes.atom"


def titled(client, title):
    (found,) = (entry for entry in entries(client) if entry["title"] == title)
    return found


def test_the_feed_is_atom_with_whole_addresses_and_stands_on_its_own(client):
    root = feed(client)
    assert root.tag == f"{ATOM}feed"
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links == {"self": "http://testserver/data/changes.atom", "alternate": "http://testserver/data/"}
    assert root.find(f"{ATOM}author").findtext(f"{ATOM}name")
    stamps = [entry["updated"] for entry in entries(client)]
    assert root.findtext(f"{ATOM}updated") == max(stamps)
    assert stamps == sorted(stamps, reverse=True)
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00-0[78]:00", stamp) for stamp in stamps)
    assert all(entry["link"].startswith("http://testserver/") for entry in entries(client))


def test_the_feed_has_openings_closings_and_new_names(client):
    closed = titled(client, "Alliance Tennenbaum Family Technology High closed")
    assert closed["published"] == closed["updated"] == "2025-06-30T00:00:00-07:00"
    assert closed["summary"] == "Its last day was June 30, 2025."
    assert closed["link"] == "http://testserver/schools/tennenbaum/"
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
    former = list(school.former_names.all())
    school.former_names = [FormerName(name=one.name, last_seen=one.last_seen) for one in former]
    school.save()
    page = SchoolPage.objects.get(school=school, locale__language_code="en")
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
    assert client.get(FEED).content == client.get(FEED).content


def test_the_feed_is_in_the_language_of_its_address(client):
    assert feed(client, "/es/datos/changes.atom").get("{http://www.w3.org/XML/1998/namespace}lang") == "es"
    assert client.get("/es/datos/").status_code == 200
    assert not {one["id"] for one in entries(client)} & {one["id"] for one in entries(client, "/es/datos/changes.atom")}
    HomePage.objects.filter(locale__language_code="es").update(live=False)
    assert client.get("/es/datos/").status_code == client.get("/es/datos/changes.atom").status_code == 404
