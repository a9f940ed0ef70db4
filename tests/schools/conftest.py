from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import transaction

from schools.models import School, SchoolPage
from schools.state_data import directory
from tests.schools.people import editor_of, person


@pytest.fixture
def school(db):
    return School.objects.get(slug="gertz-ressler")


@pytest.fixture
def other(db):
    return School.objects.get(slug="kory-hunter")


@pytest.fixture
def editor(school):
    return editor_of(school, first_name="Edith")


@pytest.fixture
def manager(db):
    return person("manfred", "Listings manager", first_name="Manfred")


@pytest.fixture
def rita(db):
    """May change schools, and nothing else."""
    rita = person("rita")
    rita.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", "change_school"]))
    return rita


@pytest.fixture
def spanish(db):
    """A profile in Spanish."""
    return SchoolPage.objects.get(slug="gertz-ressler", locale__language_code="es")


@pytest.fixture
def office(client, manager):
    """The listings manager, signed in."""
    client.force_login(manager)
    return client


@pytest.fixture
def desk(client, editor):
    """The school's editor, signed in."""
    client.force_login(editor)
    return client


@pytest.fixture
def at_once(monkeypatch):
    """Run what waits for the commit at the end of the block, because a test never commits."""
    monkeypatch.setattr(transaction, "on_commit", lambda do, *args, **kwargs: do())


@pytest.fixture(autouse=True)
def the_states_files_do_not_age(monkeypatch):
    """Tests use files from 2018 and 2026, in any year."""
    monkeypatch.setattr(directory, "A_YEAR", timedelta(days=100 * 365))
