"""Copies of the open data learn when they are out of date, and only then."""

from datetime import date, datetime, time, timedelta
from email.utils import parsedate_to_datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction, Site

from pages.models import HomePage
from schools.models import (
    Campus,
    Enrollment,
    FormerName,
    NextSchool,
    Recognition,
    Result,
    School,
    SchoolIndexPage,
    SchoolPage,
    StateRecord,
)
from schools.register.changes import touch
from tests.factories import SchoolFactory, profile

pytestmark = pytest.mark.django_db

CSV = "/data/schools.csv"
PATHS = [CSV, "/data/schools.json", "/data/schools.geojson", "/data/results.csv", "/data/changes.atom"]
LONG_AGO = datetime(2001, 1, 1, tzinfo=timezone.get_default_timezone())


def school():
    return School.objects.get(slug="merkin")


def rename():
    one = school()
    one.name = "Alliance Another Name"
    one.save()


def move():
    campus = school().campus
    campus.street = "1 Another Street"
    campus.save()


def remember():
    one = school()
    one.former_names = [FormerName(name="An older name")]
    one.save()


def forget():
    FormerName.objects.first().delete()


def recode():
    record = StateRecord.objects.filter(school_links__school=school()).first()
    record.charter_number = "9999"
    record.save()


def recount():
    result = Result.objects.filter(record__school_links__school=school()).first()
    result.value += 1
    result.save()


def uncount():
    Result.objects.filter(record__school_links__school=school()).first().delete()


def unlink():
    school().record_links.first().delete()


def unpublish():
    SchoolPage.objects.get(school=school(), locale__language_code="en").unpublish()


def change_slug():
    page = SchoolPage.objects.get(school=school(), locale__language_code="en")
    page.slug = "elsewhere"
    page.save_revision().publish()


def hide():
    PageViewRestriction.objects.create(
        page=SchoolPage.objects.get(school=school(), locale__language_code="en"), restriction_type="login"
    )


def hide_all():
    PageViewRestriction.objects.create(
        page=SchoolIndexPage.objects.get(locale__language_code="en"), restriction_type="login"
    )


def move_list():
    page = SchoolIndexPage.objects.get(locale__language_code="en")
    page.slug = "our-schools"
    page.save_revision().publish()


def take_applications():
    Enrollment.objects.create(school=school(), year="2030-31", status="open")


def lead_on():
    NextSchool.objects.create(school=school(), high_school=School.objects.get(slug="gertz-ressler"))


def recognize():
    Recognition.objects.create(school=school(), title="Example Award", year=2020, source="A newspaper")


def speak():
    one = school()
    one.languages = ["es"]
    one.save()


CHANGES = [
    lead_on,
    recognize,
    speak,
    take_applications,
    rename,
    move,
    remember,
    forget,
    recode,
    recount,
    uncount,
    unlink,
    unpublish,
    change_slug,
    hide,
    hide_all,
    move_list,
    profile,
    SchoolFactory,
]


@pytest.fixture(autouse=True)
def _unchanged_for_long():
    School.objects.update(changed=LONG_AGO)


@pytest.mark.parametrize("path", PATHS)
def test_an_unchanged_file_is_not_sent_again(client, path):
    first = client.get(path)
    for headers in ({"if-none-match": first["ETag"]}, {"if-modified-since": first["Last-Modified"]}):
        for method in (client.get, client.head):
            again = method(path, headers=headers)
            assert again.status_code == 304
            assert again.getvalue() == b""
            assert again["ETag"] == first["ETag"]
            assert again["Access-Control-Allow-Origin"] == "*"
            assert again["Cache-Control"] == first["Cache-Control"]
    assert client.get(path, headers={"if-none-match": f"W/{first['ETag']}"}).status_code == 304  # compressed by a proxy


@pytest.mark.parametrize("change", CHANGES)
def test_every_published_change_changes_the_version(client, django_capture_on_commit_callbacks, change):
    first = client.get(CSV)
    with django_capture_on_commit_callbacks(execute=True):
        change()
    assert client.get(CSV, headers={"if-none-match": first["ETag"]}).status_code == 200
    assert client.get(CSV, headers={"if-modified-since": first["Last-Modified"]}).status_code == 200


def test_a_deleted_school_changes_the_version(client):
    gone = SchoolFactory(slug="gone")
    School.objects.update(changed=LONG_AGO)
    first = client.get(CSV)
    gone.delete()
    after = client.get(CSV, headers={"if-none-match": first["ETag"]})
    assert after.status_code == 200
    assert b"gone" not in after.getvalue()
    assert client.get(CSV, headers={"if-modified-since": first["Last-Modified"]}).status_code == 200


def test_only_changed_schools_have_a_new_date(client):
    move()
    here = set(school().campus.schools.values_list("slug", flat=True))
    assert here == {"merkin", "gertz-ressler"}
    assert set(School.objects.filter(changed__gt=LONG_AGO).values_list("slug", flat=True)) == here


def test_other_changes_of_the_site_leave_the_files_alone(client):
    first = client.get(CSV)
    page = SchoolPage.objects.get(school=school(), locale__language_code="en")
    page.summary = "A draft"
    page.save_revision()
    home = HomePage.objects.get(locale__language_code="en")
    home.summary = "Another summary"
    home.save_revision().publish()
    assert client.get(CSV, headers={"if-none-match": first["ETag"]}).status_code == 304


def test_a_new_day_can_change_the_files(client, monkeypatch):
    today = timezone.localdate()
    SchoolFactory(slug="soon", opened=today + timedelta(days=2))
    SchoolFactory(slug="ending", opened=date(2010, 8, 1), closed=today + timedelta(days=4))
    School.objects.update(changed=LONG_AGO)
    before = client.get(CSV)

    def seen_on(day):
        monkeypatch.setattr(timezone, "localdate", lambda *args: day)
        return client.get(CSV, headers={"if-none-match": before["ETag"]})

    assert seen_on(today + timedelta(days=1)).status_code == 304
    opening = seen_on(today + timedelta(days=2))
    assert opening.status_code == 200
    midnight = timezone.make_aware(datetime.combine(today + timedelta(days=2), time.min))
    assert parsedate_to_datetime(opening["Last-Modified"]) == midnight
    before = opening
    assert seen_on(today + timedelta(days=4)).status_code == 304  # its last day: still open
    assert seen_on(today + timedelta(days=5)).status_code == 200


def test_a_new_host_name_changes_the_files(client):
    first = client.get(CSV)
    Site.objects.update(hostname="www.example.org")
    Site.clear_site_root_paths_cache()
    after = client.get(CSV, headers={"if-none-match": first["ETag"]})
    assert after.status_code == 200
    assert b"http://www.example.org/schools/merkin/" in after.getvalue()
    Site.clear_site_root_paths_cache()  # the next test has its own database, but the same cache


def test_a_bulk_change_may_say_so_itself(client):
    first = client.get(CSV)
    found = School.objects.filter(slug="merkin")
    found.update(phone="(213) 555-0100")
    touch(found)
    assert client.get(CSV, headers={"if-none-match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize("value", ["x", '"', "*, W/", "\x00", "Thu, 99 Foo 2026 99:99:99 GMT", '"' * 4000])
def test_invalid_conditions_are_ignored(client, value):
    for name in ("if-none-match", "if-modified-since"):
        assert client.get(CSV, headers={name: value}).status_code == 200


def test_answering_not_modified_reads_no_school(client):
    headers = {"if-none-match": client.get(CSV)["ETag"]}
    with CaptureQueriesContext(connection) as queries:
        client.get(CSV, headers=headers)
    assert len(queries) <= 3
    assert not any('"schools_school"."name"' in query["sql"] for query in queries)


def test_the_day_of_the_last_change_is_on_the_page(client):
    School.objects.filter(slug="merkin").update(changed=datetime(2031, 5, 3, 12, tzinfo=LONG_AGO.tzinfo))
    assert "The register last changed on May 3, 2031." in client.get("/data/").content.decode()


def test_an_empty_register_has_a_version_too(client):
    SchoolPage.objects.all().delete()
    School.objects.all().delete()
    Campus.objects.all().delete()
    first = client.get(CSV)
    assert client.get(CSV, headers={"if-none-match": first["ETag"]}).status_code == 304
