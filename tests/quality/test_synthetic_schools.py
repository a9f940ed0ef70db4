"""Made-up schools for measuring: marked, found, rolled back after measuring, and only where they can do no harm."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from wagtail.models import Page

from quality import synthetic_schools
from schools.models import Campus, FormerName, School, SchoolPage
from tests.schools.finder.questions import ask, slugs
from toolkit.development_database.databases import is_embedded

pytestmark = pytest.mark.django_db


def counts():
    return [model.objects.count() for model in (Campus, FormerName, School, SchoolPage, Page)]


def test_made_up_schools_are_marked_and_found(client, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "ENGINE", "toolkit.development_database")
    assert is_embedded(connection.settings_dict)  # as on a developer's machine, whichever server the tests use
    call_command("load_synthetic_schools", "30")
    call_command("load_synthetic_schools", "10")
    schools = synthetic_schools.schools()
    assert schools.count() == 40
    assert all("Synthetic" in school.name and "Synthetic" in school.campus.street for school in schools)
    assert len(ask(closed="on").hits) == 28 + 40
    assert schools.filter(slug__in=slugs(ask(q="synthetic"))).exists()
    assert client.get(SchoolPage.objects.get(locale__language_code="en", slug="synthetic-2").url).status_code == 200
    assert not any(Page.find_problems())


def test_nothing_is_left_of_schools_to_measure_with_and_another_database_is_refused(monkeypatch):
    before = counts()
    with synthetic_schools.added(3):
        assert counts() != before
    assert counts() == before
    monkeypatch.setitem(connection.settings_dict, "ENGINE", "django.db.backends.postgresql")
    with pytest.raises(CommandError, match="embedded PostgreSQL only"):
        call_command("load_synthetic_schools", "3")
    assert not synthetic_schools.schools().exists()
