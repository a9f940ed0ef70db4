"""Every table that a public page reads is watched for changes, or listed here with the reason why not."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site

from schools.models import School
from toolkit.published_copy.contents import addresses
from toolkit.published_copy.models import Change
from toolkit.published_copy.render import render
from toolkit.published_copy.triggers import shown_models

TABLE = re.compile(r'(?:FROM|JOIN)\s+"(\w+)"')
NOT_WATCHED = {
    "django_content_type": "changes with the code only",
    "schools_listedprofile": "made of records and pages, which are watched",
    "schools_schooldeletion": "follows the deletion of a school, which is watched",
    "wagtailcore_referenceindex": "follows what refers",
}


@pytest.mark.django_db
def test_tables_of_public_pages():
    site = Site.objects.get()
    watched = {model._meta.db_table for model in shown_models()}
    read = set()
    with CaptureQueriesContext(connection) as captured:
        for address in addresses(site):
            render(site, address.path)
    for query in captured.captured_queries:
        read |= set(TABLE.findall(query["sql"]))
    assert read - watched - NOT_WATCHED.keys() == set()


@pytest.mark.django_db
def test_every_watched_table_has_its_trigger():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'public_change'")
        having = {row[0].strip('"') for row in cursor.fetchall()}
    assert having == {model._meta.db_table for model in shown_models()}


@pytest.mark.django_db
def test_nothing_is_noted_if_nothing_changed():
    Change.objects.all().delete()
    school = School.objects.first()
    School.objects.filter(pk=school.pk).update(name=school.name)
    assert not Change.objects.exists()
