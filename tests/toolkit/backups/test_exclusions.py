"""No backup holds what opens a session or is thrown away anyway, and a restore leaves it empty."""

import subprocess

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.utils import timezone
from wagtail.admin.models import EditingSession, FormState

from pages.models import StandardPage
from tests.toolkit.accounts.conftest import PASSWORD, sign_in
from toolkit.backups import manifest, postgres, repository, scratch, tables

THROWN_AWAY = (
    "accounts_limits",
    "django_session",
    "usersessions_usersession",
    "wagtailadmin_editingsession",
    "wagtailadmin_formstate",
)


@pytest.fixture
def signed_in(filled):
    """The key of a live session; its owner has a page open and unsaved, and once mistyped the password."""
    user = get_user_model().objects.create_user("paula", "paula@example.org", PASSWORD)
    client = Client()
    sign_in(client, password="wrong")
    sign_in(client)
    page = StandardPage.objects.first()
    about = {"user": user, "content_type": ContentType.objects.get_for_model(page), "object_id": page.pk}
    EditingSession.objects.create(**about, last_seen_at=timezone.now())
    FormState.objects.create(**about, data="unsaved", last_updated_at=timezone.now())
    caches["limits"].set("one", "two")
    assert UserSession.objects.exists()
    return client.session.session_key


def rows():
    with scratch.cursor(connection.settings_dict["NAME"]) as cursor:
        found = tables.rows(cursor, "public")
    return {name: found[name] for name in THROWN_AWAY}


def test_no_backup_holds_a_session(signed_in, filled, run, tmp_path):
    assert 0 not in rows().values()
    run("backup")
    (snapshot,) = repository.snapshots()
    described = manifest.read(snapshot).tables
    assert {name: described[name] for name in THROWN_AWAY} == {name: [0, "0"] for name in THROWN_AWAY}
    with (tmp_path / "dump").open("wb") as dump:
        repository.copy(snapshot.id, "/database.dump", dump)
    command = [postgres.program(connection, "pg_restore"), "--file=-", dump.name]
    script = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    assert "paula@example.org" in script
    assert signed_in not in script
    assert "is whole" in run("restore", "--verify")


@pytest.mark.parametrize("way", [[], ["--in-place"]], ids=["beside", "inside"])
def test_after_a_restore_everybody_signs_in_again(signed_in, filled, run, way):
    run("backup")
    said = run("restore", "latest", "--yes", *way)
    assert "django_session: 1 rows, then 0" in said
    assert set(rows().values()) == {0}
    assert not Session.objects.exists()
    assert get_user_model().objects.filter(username="paula").exists()
