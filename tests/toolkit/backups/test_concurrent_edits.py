"""Two people edit while a restore runs: the site is wholly as before or wholly as in the backup, and nothing that
somebody was told is saved vanishes without a word."""

import re
import time
from datetime import timedelta
from threading import Event, Thread

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError
from django.db import close_old_connections, connection, connections
from django.test import Client
from django.utils.formats import date_format
from django.utils.timezone import localtime
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from tests.toolkit.backups.conftest import unnoted
from toolkit.activity_log.models import AuditEntry
from toolkit.backups import database_swap, manifest, panel, repository, restore, scratch

ADD = "/admin/redirects/add/"
NAMES = ("erin", "omar")
FIRST_AND_LAST = """
    SELECT min(oid)::regclass, max(oid)::regclass FROM pg_class WHERE relkind = 'r' AND relname LIKE 'schools%'
"""
WAITS = "SELECT EXISTS (SELECT FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND NOT granted)"


class Editor(Thread):
    """Saves one redirect after the other, until `stop` is set."""

    def __init__(self, name, stop):
        super().__init__(daemon=True)
        self.stop, self.site = stop, Site.objects.get().pk
        self.client = Client(raise_request_exception=False)
        self.client.force_login(get_user_model().objects.create_superuser(name))
        self.path, self.saved, self.refused = f"/{name}", [], []

    def run(self):
        try:
            while not self.stop.is_set():
                self.save(f"{self.path}-{len(self.saved) + len(self.refused)}")
        finally:
            connections.close_all()

    def save(self, path):
        close_old_connections()  # as each request does, except those of the test client
        form = {"old_path": path, "site": self.site, "is_permanent": "on", "redirect_link": "https://example.org/"}
        form["other_sites"] = "example.org"
        answer = self.client.post(ADD, form)
        if answer.headers.get("Location") == "/admin/redirects/":
            self.saved.append(path)
        else:
            self.refused.append((answer.status_code, answer.headers.get("Location", "")))


@pytest.fixture
def editors(filled, run):
    """Two who are at work, after a backup."""
    stop = Event()
    editors = [Editor(name, stop) for name in NAMES]
    run("backup")
    for editor in editors:
        editor.start()
    wait_for(lambda: all(len(editor.saved) > 2 for editor in editors))
    yield editors
    end(editors)


def wait_for(is_true, seconds=30):
    end = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < end
        time.sleep(0.02)


def end(editors):
    editors[0].stop.set()
    for editor in editors:
        editor.join()


def saved_by(editors):
    return {path for editor in editors for path in editor.saved}


def assert_told_honestly(editors):
    for status, where in [one for editor in editors for one in editor.refused]:
        assert status == 503 or (status == 302 and where.startswith("/accounts/login/")), (status, where)


def test_beside_the_old_database_all_that_was_saved_is_kept_there_and_named(filled, run, editors):
    said = run("restore", "latest", "--yes")
    wait_for(lambda: all(editor.refused for editor in editors))
    end(editors)
    assert_told_honestly(editors)
    assert not Redirect.objects.filter(old_path__in=saved_by(editors)).exists()
    assert filled.content() == unnoted(manifest.read(repository.find("latest")).tables)
    with scratch.cursor(restore.kept()[-1].database) as cursor:
        cursor.execute("SELECT old_path FROM wagtailredirects_redirect")
        assert saved_by(editors) <= {path for (path,) in cursor.fetchall()}
    before, _, after = said.partition("Saved since the preview above, and only in the old database:")
    gone = before.partition("saved since that backup, and gone after this:")[2]
    assert all(re.search(rf"{name} added “/{name}-\d+” \(redirect\)", text) for name in NAMES for text in (gone, after))


def test_inside_the_database_nothing_changes_if_somebody_saved_since_the_backup_made_first(filled, run, editors):
    with pytest.raises(CommandError, match=r"somebody saved after .* so nothing was changed: stop the application"):
        run("restore", "latest", "--yes", "--in-place")
    end(editors)
    assert_told_honestly(editors)
    assert saved_by(editors) <= {*Redirect.objects.values_list("old_path", flat=True)}

    said = run("restore", "latest", "--yes", "--in-place")  # now nobody is at work
    assert "erin added “/erin-0” (redirect)." in said
    assert not Redirect.objects.filter(old_path__in=saved_by(editors)).exists()
    before = manifest.read(repository.find(filled.names()[-1]))
    assert before.tables["wagtailredirects_redirect"][0] >= len(saved_by(editors))


def test_who_holds_one_table_and_asks_for_another_is_not_in_the_way(filled, run):
    run("backup")
    name, has_one, saved = connection.settings_dict["NAME"], Event(), []

    def save():
        with scratch.cursor(name) as cursor:
            cursor.execute(FIRST_AND_LAST)
            first, last = cursor.fetchone()
            cursor.execute(f"BEGIN; LOCK TABLE {last} IN ROW EXCLUSIVE MODE")
            has_one.set()
            wait_for(lambda: cursor.execute(WAITS) or cursor.fetchone()[0])
            cursor.execute(f"LOCK TABLE {first} IN ROW EXCLUSIVE MODE; COMMIT")
            saved.append(True)

    saving = Thread(target=save, daemon=True)
    saving.start()
    assert has_one.wait(30)
    run("restore", "latest", "--yes", "--in-place")
    saving.join()
    assert saved


def test_tables_that_never_come_free_are_left_as_they_are(filled, run, monkeypatch):
    monkeypatch.setattr(database_swap, "LOCK_ATTEMPTS", 2)
    run("backup")
    before = filled.content()
    with scratch.cursor(connection.settings_dict["NAME"]) as cursor:
        cursor.execute("BEGIN; LOCK TABLE wagtailredirects_redirect IN ROW EXCLUSIVE MODE")
        with pytest.raises(CommandError, match="others use the tables all the time, so nothing was changed: stop"):
            run("restore", "latest", "--yes", "--in-place")
    assert filled.content() == before


def test_the_home_page_tells_those_who_edit_and_the_log_says_who_restored(filled, run, monkeypatch):
    run("backup")
    editor = Client()
    editor.force_login(get_user_model().objects.create_superuser("erin"))
    assert "The site was restored" not in editor.get("/admin/").content.decode()
    run("restore", "latest", "--yes")
    assert editor.get("/admin/").status_code == 302  # the session is gone
    editor.force_login(get_user_model().objects.create_superuser("erin"))
    state = localtime(repository.find("latest").time)
    home = editor.get("/admin/").content.decode()
    assert f"restored from the backup of {date_format(state)} at {date_format(state, 'TIME_FORMAT')}." in home
    entry = AuditEntry.objects.get(action=restore.RESTORED)
    assert f"restored the site from the backup of {date_format(state, 'SHORT_DATETIME_FORMAT')}." in entry.sentence
    monkeypatch.setattr(panel, "SHOWN", timedelta(0))
    assert "The site was restored" not in editor.get("/admin/").content.decode()
