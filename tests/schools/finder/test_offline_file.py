"""finder.json: the open schools and the places near them, small enough for a phone, the same for everyone."""

import gzip
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, Site

from alliance_site.views import WORKER_FILES
from schools.models import School, SchoolPage
from toolkit.published_copy.contents import addresses

pytestmark = pytest.mark.django_db
FILE = "/schools/finder.json"


def schools(client) -> dict[str, dict]:
    return {school["url"]: school for school in client.get(FILE).json()["schools"]}


def test_it_has_what_a_family_needs_and_no_closed_school(client):
    listed = schools(client)
    assert len(listed) == School.objects.open_today().count()
    assert listed["/schools/gertz-ressler/"] == {
        "name": "Gertz-Ressler High School",
        "url": "/schools/gertz-ressler/",
        "line": "High school, grades 9–12",
        "level": "high",
        "grades": [9, 12],
        "at": listed["/schools/gertz-ressler/"]["at"],
        "area": "University Park",
        "address": "2023 South Union Avenue, Los Angeles, CA 90007-1326",
        "phone": "(213) 745-8141",
        "short": listed["/schools/gertz-ressler/"]["short"],
        "also": listed["/schools/gertz-ressler/"]["also"],
    }
    assert "(both schools at this campus)" in listed["/schools/merkin/"]["short"]
    assert "Alliance College-Ready Academy #1" in listed["/schools/gertz-ressler/"]["also"]


def test_a_changed_or_closed_school_and_one_without_a_point_or_phone(client):
    School.objects.filter(slug="merkin").update(phone="")
    School.objects.filter(slug="burton-tech").update(phone="(213) 555-0100", phone_extension="12")
    School.objects.get(slug="merkin").campus.__class__.objects.filter(schools__slug="merkin").update(
        latitude=None, longitude=None
    )
    School.objects.filter(slug="gertz-ressler").update(closed=timezone.localdate() - timezone.timedelta(days=1))
    listed = schools(client)
    assert (listed["/schools/merkin/"]["phone"], listed["/schools/merkin/"]["at"]) == ("", None)
    assert listed["/schools/burton-tech/"]["phone"] == "(213) 555-0100, ext. 12"
    assert "/schools/gertz-ressler/" not in listed


def test_it_knows_the_zip_codes_and_places_of_the_county_but_not_of_the_state(client):
    data = client.get(FILE).json()
    assert data["zips"].keys() >= {"90044", "91331", "90731", "93535", "91702"}
    assert not data["zips"].keys() & {"94110", "95814", "92101"}
    names = {name for name, *_rest in data["places"]}
    assert names >= {"Watts", "Boyle Heights", "Huntington Park"}
    assert data["words"]["prepa"] == ["level", "high"]


def test_without_schools_it_is_empty(client):
    School.objects.update(closed=timezone.localdate() - timezone.timedelta(days=1))
    assert client.get(FILE).json()["schools"] == []
    assert client.get(FILE).json()["zips"] == {}


def test_a_private_or_missing_list_has_none(client):
    assert client.get("/about/finder.json").status_code == 404
    assert client.get("/es/schools/finder.json").status_code == 404
    page = Page.objects.get(slug="schools")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert client.get(FILE).status_code == 404


def test_its_queries_do_not_depend_on_the_number_of_schools(client):
    counts = []
    for keep in (25, 3):
        SchoolPage.objects.exclude(pk__in=SchoolPage.objects.values("pk")[:keep]).delete()
        with CaptureQueriesContext(connection) as captured:
            client.get(FILE)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 15


def test_file_and_scripts_are_light_published_and_the_same_for_everyone(client):
    response = client.get(FILE)
    assert len(gzip.compress(response.content)) <= 20_000
    assert "public" in response["Cache-Control"]
    assert not response.cookies
    published = {address.path for address in addresses(Site.objects.get())}
    assert published >= {FILE, "/sw.js", "/schools/phones/"}
    scripts = [Path(finders.find(name)).read_bytes() for name in WORKER_FILES if name.endswith(".js")]
    assert sum(len(gzip.compress(script)) for script in scripts) <= 15_000
    assert len(gzip.compress(client.get("/sw.js").content)) <= 4_000


def test_the_service_worker_names_its_release_and_changes_with_what_it_keeps(client):
    before = client.get("/sw.js")
    assert before["Content-Type"] == "text/javascript; charset=utf-8"
    assert "public" in before["Cache-Control"]
    page = Page.objects.get(slug="schools")
    page.slug = "our-schools"
    page.save()
    after = client.get("/sw.js").content.decode()
    assert '"/our-schools/finder.json"' in after
    assert after.splitlines()[0] != before.content.decode().splitlines()[0]
