"""Every table that a public page reads is watched, and two states of the content never have the same version."""

import re
from contextlib import closing

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site

from pages.models import Figure
from schools.models import School
from toolkit.published_copy.contents import addresses
from toolkit.published_copy.models import QUERY, Change, PublishRun, content_version
from toolkit.published_copy.publisher import publishing
from toolkit.published_copy.render import render
from toolkit.published_copy.triggers import shown_models

pytestmark = pytest.mark.django_db
TABLE = re.compile(r'(?:FROM|JOIN)\s+"(\w+)"')
NOT_WATCHED = {
    "django_content_type": "changes with the code only",
    "schools_schooldeletion": "follows the deletion of a school, which is watched",
    "wagtailcore_modellogentry": "is written with an announcement, which is watched",
    "wagtailcore_referenceindex": "follows what refers",
}


def test_tables_of_public_pages():
    site = Site.objects.get()
    watched = {model._meta.db_table for model in shown_models()}
    with CaptureQueriesContext(connection) as captured:
        for address in addresses(site):
            render(site, address.path)
    read = {table for query in captured.captured_queries for table in TABLE.findall(query["sql"])}
    assert read - watched - NOT_WATCHED.keys() == set()


def test_every_watched_table_has_its_trigger_which_notes_nothing_if_nothing_changed():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'public_change'")
        having = {row[0].strip('"') for row in cursor.fetchall()}
    assert having == {model._meta.db_table for model in shown_models()}
    Change.objects.all().delete()
    school = School.objects.first()
    School.objects.filter(pk=school.pk).update(name=school.name)
    assert not Change.objects.exists()


# The version


def test_the_version_changes_with_every_change_only_and_never_returns():
    schools = School.objects.filter(slug="gertz-ressler")

    def publish():
        PublishRun.objects.create(reason="test")
        Change.objects.all().delete()

    seen = [content_version()]
    assert content_version() == seen[0]
    for change in (
        lambda: schools.update(phone="(213) 555-0100"),
        Figure.objects.first().delete,
        publish,
        lambda: schools.update(phone="(213) 555-0101"),
        publish,
    ):
        change()
        assert content_version() not in seen
        seen.append(content_version())
        assert content_version() == seen[-1]


@pytest.mark.django_db(transaction=True)
def test_changes_that_commit_out_of_order_are_all_seen_and_a_rollback_leaves_no_version():
    schools = School.objects.filter(slug="gertz-ressler")
    with closing(connection.copy()) as other, other.cursor() as cursor:
        with transaction.atomic():
            schools.update(phone="(213) 555-0100")
            cursor.execute("UPDATE schools_school SET phone = '(213) 555-0101' WHERE slug = 'kory-hunter'")
            seen_by_others = _version_by(cursor)
        assert _version_by(cursor) != seen_by_others
        assert _version_by(cursor) == content_version()
    before = content_version()
    with transaction.atomic():
        schools.update(phone="(213) 555-0102")
        inside = content_version()
        transaction.set_rollback(True)
    assert content_version() == before != inside
    schools.update(phone="(213) 555-0103")
    assert content_version() not in (before, inside)
    schools.update(phone="(213) 555-0104")
    changed = content_version()
    with publishing() as publisher:
        publisher.show(publisher.pending())
        shown = content_version()
        publisher.sweep_on()
    assert not Change.objects.exists()
    assert len({changed, shown, content_version()}) == 3


def _version_by(cursor) -> str:
    cursor.execute(QUERY)
    return " ".join(map(str, cursor.fetchone()))
