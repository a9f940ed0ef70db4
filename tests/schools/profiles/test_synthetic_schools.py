"""Synthetic schools for benchmarks: only on development databases, labeled, and removed completely."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from wagtail.models import Page

from quality import synthetic_schools
from schools.models import Campus, FormerName, IndexedWord, School, SchoolIndexPage, SchoolPage, SchoolWord
from tests.schools.finder.questions import ask, slugs
from toolkit.development_database.databases import is_embedded

pytestmark = pytest.mark.django_db


@pytest.fixture
def embedded(monkeypatch):
    """As on a developer's machine, whichever server the tests use."""
    monkeypatch.setitem(connection.settings_dict, "ENGINE", "toolkit.development_database.backend")
    assert is_embedded(connection.settings_dict)


def state():
    counts = dict(IndexedWord.objects.values_list("word", "schools"))
    words = set(SchoolWord.objects.values_list("school_id", "word", "kind"))
    rows = [model.objects.count() for model in (Campus, FormerName, School, SchoolPage, Page)]
    return counts, words, rows, SchoolIndexPage.objects.get().numchild


def test_made_up_schools_are_marked_found_and_removed_without_a_trace(embedded, client):
    before = state()
    call_command("load_synthetic_schools", "30", yes=True)
    call_command("load_synthetic_schools", "10", yes=True)
    made = synthetic_schools.schools()
    assert made.count() == 40
    assert all("Synthetic" in school.name and "Synthetic" in school.campus.street for school in made)
    assert len(ask(closed="on").hits) == 28 + 40
    assert made.filter(slug__in=slugs(ask(q="synthetic"))).exists()
    assert client.get(SchoolPage.objects.get(slug="synthetic-2").url).status_code == 200
    assert not any(Page.find_problems())
    call_command("load_synthetic_schools", remove=True, yes=True)
    assert state() == before


def test_another_database_than_the_embedded_one_is_refused(monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "ENGINE", "django.db.backends.postgresql")
    with pytest.raises(CommandError, match="embedded PostgreSQL only"):
        call_command("load_synthetic_schools", "3", yes=True)
    assert not synthetic_schools.schools().exists()


def test_nothing_happens_without_a_yes(embedded, monkeypatch):
    monkeypatch.setattr("builtins.input", lambda question: "no")
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("load_synthetic_schools", "3")
    assert not synthetic_schools.schools().exists()


@pytest.mark.parametrize("arguments", [[], ["3", "--remove"], ["-3"]])
def test_a_command_that_says_nothing_clear_is_refused(embedded, arguments):
    with pytest.raises(CommandError):
        call_command("load_synthetic_schools", *arguments)
