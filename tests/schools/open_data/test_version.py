"""Copies of the open data learn when they are out of date, and only then."""

from datetime import date, datetime, time, timedelta
from email.utils import parsedate_to_datetime

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pages.models import HomePage
from schools.models import Enrollment, FormerName, NextSchool, Recognition, School, StateRecord
from schools.register.changes import touch
from tests.content_cache import forget
from tests.factories import SchoolFactory, profile, profile_of
from tests.schools.finder.questions import school_list

pytestmark = pytest.mark.django_db

CSV = "/data/schools.csv"
PATHS = [CSV, "/data/schools.json", "/data/schools.geojson", "/data/results.csv", "/data/changes.atom"]
LONG_AGO = datetime(2001, 1, 1, tzinfo=timezone.get_default_timezone())


def school():
    return School.objects.get(slug="merkin")


def change(one, **values):
    for name, value in values.items():
        setattr(one, name, value)
    one.save()


def record():
    return StateRecord.objects.filter(school_links__school=school()).first()


CHANGES = {
    "name": lambda: change(school(), name="Alliance Another Name"),
    "address": lambda: change(school().campus, street="1 Another Street"),
    "languages": lambda: change(school(), languages=["es"]),
    "former name": lambda: change(school(), former_names=[FormerName(name="An older name")]),
    "former name gone": lambda: FormerName.objects.first().delete(),
    "state record": lambda: change(record(), charter_number="9999"),
    "state record gone": lambda: school().record_links.first().delete(),
    "result": lambda: change(record().results.first(), value=1),
    "result gone": lambda: record().results.first().delete(),
    "applications": lambda: Enrollment.objects.create(school=school(), year="2030-31", status="open"),
    "next school": lambda: NextSchool.objects.create(school=school(), high_school=School.objects.get(slug="stern")),
    "recognition": lambda: Recognition.objects.create(school=school(), title="Award", year=2020, source="A newspaper"),
    "profile gone": lambda: profile_of(school()).unpublish(),
    "profile moved": lambda: change(profile_of(school()), slug="elsewhere"),
    "profile hidden": lambda: profile_of(school()).view_restrictions.create(restriction_type="login"),
    "list hidden": lambda: school_list().view_restrictions.create(restriction_type="login"),
    "list moved": lambda: change(school_list(), slug="elsewhere"),
    "new profile": profile,
    "new school": SchoolFactory,
    "school gone": lambda: School.objects.get(slug="gone").delete(),
    "in bulk": lambda: touch(School.objects.filter(slug="merkin")),
}


@pytest.fixture(autouse=True)
def _unchanged_for_long():
    SchoolFactory(slug="gone")
    School.objects.update(changed=LONG_AGO)


def test_an_unchanged_file_is_not_sent_again(client):
    for path in PATHS:
        first = client.get(path)
        for headers in ({"if-none-match": first["ETag"]}, {"if-modified-since": first["Last-Modified"]}):
            with CaptureQueriesContext(connection) as queries:
                again = client.get(path, headers=headers)
            assert (again.status_code, again.getvalue()) == (304, b"")
            assert len(queries) <= 3
            for name in ("ETag", "Access-Control-Allow-Origin", "Cache-Control"):
                assert again[name] == first[name]
        compressed = client.get(path, headers={"if-none-match": f"W/{first['ETag']}"})  # by a proxy
        assert compressed.status_code == 304


def test_every_published_change_changes_the_version(client, django_capture_on_commit_callbacks):
    for what, change_it in CHANGES.items():
        with transaction.atomic():
            first = client.get(CSV)
            with django_capture_on_commit_callbacks(execute=True):
                change_it()
            assert client.get(CSV, headers={"if-none-match": first["ETag"]}).status_code == 200, what
            assert client.get(CSV, headers={"if-modified-since": first["Last-Modified"]}).status_code == 200, what
            transaction.set_rollback(True)
        forget()


def test_other_changes_of_the_site_leave_the_files_alone_and_only_changed_schools_have_a_new_date(client):
    first = client.get(CSV)
    profile_of(school()).save_revision()
    HomePage.objects.get(locale__language_code="en").save_revision().publish()
    assert client.get(CSV, headers={"if-none-match": first["ETag"]}).status_code == 304
    CHANGES["address"]()
    changed = School.objects.filter(changed__gt=LONG_AGO)
    assert {*changed.values_list("slug", flat=True)} == {"merkin", "gertz-ressler"}  # on one campus


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
