"""A destroyed site is restored to the last byte; whatever goes wrong on the way leaves what was there."""

import os
import re
import shutil
import subprocess
import time
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from unittest.mock import Mock

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import DatabaseError, connection, connections
from django.test import Client
from django.utils.formats import date_format
from django.utils.timezone import localtime

from schools.models import Place, School
from tests.ground.programs import add_script
from toolkit.activity_log.models import AuditEntry
from toolkit.backups import databases, manifest, postgres, repository, restore, swap
from toolkit.development_database.databases import is_embedded
from toolkit.published_copy.models import Change
from toolkit.published_copy.publisher import CHECK, publishing

from .conftest import NOTED, fails

RESTIC = shutil.which("restic")
DISK_FULL = Mock(side_effect=OSError(28, "No space left on device"))
OLD = """
echo 'pg_dump: error: aborting because of server version mismatch' >&2
echo 'pg_dump: detail: server version: 18.3; pg_dump version: 15.20 (Debian 15.20-0+deb12u1)' >&2
exit 1
"""
NEW = """
{program} "$@"
echo 'pg_restore: error: could not execute query: ERROR:  {error}' >&2
exit 1
"""


@pytest.fixture
def renamed(backed_up):
    """The site with a backup, a school that was renamed since, and a later upload."""
    School.objects.filter(slug="merkin").update(name="Renamed since")
    (backed_up.media / "documents" / "later.txt").write_text("later")
    backed_up.later = backed_up.content(), backed_up.files()
    return backed_up


def assert_unchanged(site):
    assert (site.content(), site.files()) == site.later
    assert swap.replaced() == swap.unfinished() == []


def test_a_destroyed_site_comes_back_to_the_last_byte_and_no_password_is_said(filled, run, monkeypatch):
    password = connection.settings_dict["PASSWORD"] or "hush-hush-hush"
    monkeypatch.setitem(connection.settings_dict, "PASSWORD", password)
    started = Mock(wraps=subprocess.Popen)
    monkeypatch.setattr(subprocess, "Popen", started)
    content, files = filled.content(), filled.files()
    assert len(files) == 3
    with publishing():  # who publishes at the same time does no harm
        made = run("backup") + run("restore", "--verify")
    assert made.endswith("is whole.\n")
    assert "Fatal" not in made  # where there is no repository yet
    assert swap.unfinished() == []
    filled.destroy()
    with pytest.raises(DatabaseError):
        School.objects.count()
    connection.close()
    (filled.published / "archive" / "2026-11-03.json").unlink()

    said = run("restore", "latest", "--yes")
    assert re.search(r"schools_school: no rows here, \d+ in the backup", said), said
    assert filled.content() == content
    assert filled.files() == files
    with pytest.raises(DatabaseError, match="append-only"):  # what protects the activity log came along
        AuditEntry.objects.all().delete()
    assert (filled.published / "archive" / "2026-11-03.json").read_text() == "{}"
    arguments = [str(argument) for call in started.call_args_list for argument in call.args[0]]
    assert any("pg_dump" in argument for argument in arguments)
    assert RESTIC in arguments
    for secret in (password, filled.password.read_text().strip()):
        assert secret not in " ".join(arguments) + made + said


def test_the_preview_says_what_would_change_and_changes_nothing_without_a_yes(renamed, run, monkeypatch, capfd):
    Place.objects.first().delete()
    renamed.later = renamed.content(), renamed.files()
    for answer in ("", "no", "y"):
        monkeypatch.setattr("builtins.input", lambda prompt, answer=answer: answer)
        fails(run, "Nothing was changed", "restore", "latest")
        assert re.search(r"schools_place: \d+ rows here, \d+ in the backup\n", capfd.readouterr().out)
    assert_unchanged(renamed)

    def upload(seconds):
        (renamed.media / "documents" / "meanwhile.txt").write_text("meanwhile")

    monkeypatch.setattr(swap, "RENAME", "BEGIN; SELECT 1 / 0")
    monkeypatch.setattr(swap.time, "sleep", upload)
    fails(run, r"cannot change names.*data are as they were", "restore", "latest", "--yes")
    (renamed.media / "documents" / "meanwhile.txt").unlink()
    assert_unchanged(renamed)


def test_undo_swaps_the_old_data_back_and_forget_deletes_what_was_replaced(renamed, run, monkeypatch):
    run("restore", "latest", "--yes")
    assert not School.objects.filter(name="Renamed since").exists()
    assert "later.txt" not in str(renamed.files())

    assert "Replaced by a restore" in run("restore")
    assert "The restore is undone" in run("restore", "--undo", "--yes")
    assert restore.RestoredPanel().get_context_data({})["is_undone"]
    assert "undid a restore" in AuditEntry.objects.get(action=restore.UNDONE).sentence
    assert (renamed.content(), renamed.files()) == renamed.later
    run("restore", "--forget", "--yes")
    assert_unchanged(renamed)
    assert not [path for path in renamed.media.iterdir() if path.name.startswith(".")]
    run("restore", "latest", "--yes")
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", lambda *arguments, **options: None)
        run("restore", "--forget", "--yes")
    assert swap.half_done() is None
    assert swap.unfinished()


def dies(run, argument="latest"):
    with pytest.raises(KeyboardInterrupt):
        run("restore", argument, "--yes")


def lacking_rows(described):
    described.rows["schools_school"] += 1


def of_the_future(described):
    described.migrations.append(["schools", "9999_from_the_future"])


def test_whatever_goes_wrong_before_the_swap_ends_leaves_the_old_data(renamed, run, monkeypatch):
    def refuses(match, arguments, where, name, value):
        with monkeypatch.context() as patch:
            patch.setattr(where, name, value)
            fails(run, match, "restore", *arguments)
        assert_unchanged(renamed)

    latest, full = ["latest", "--yes"], r"No space left on device\. The site's data are as they were"
    for where, name in ((repository, "fetch"), (postgres, "load"), (swap, "_rename"), (swap, "_folders_swapped")):
        refuses(full, latest, where, name, DISK_FULL)
    rows = r"schools_school: \d+ rows here, \d+ in the backup"
    for fault, arguments, refusal in (
        (lacking_rows, ["--verify"], rows),
        (lacking_rows, latest, rows),
        (of_the_future, latest, r"newer release.*schools\.9999_from_the_future"),
    ):
        described = manifest.read(repository.find("latest"))
        fault(described)
        refuses(refusal, arguments, manifest, "read", lambda _snapshot, described=described: described)
    with monkeypatch.context() as patch:
        stop(patch, 5)  # while uploads move
        dies(run)
    assert_unchanged(renamed)
    with nobody_clears_up(monkeypatch) as patch:
        patch.setattr(swap, "_rename", Mock(side_effect=KeyboardInterrupt))
        dies(run)
    assert "Of a restore or verification that was ended" in run("restore")
    run("restore", "--forget", "--yes")
    assert_unchanged(renamed)


def stop(monkeypatch, count, *, also_rollback=False):
    """Stop after that many moves of uploads: first the new folder, then three old ones, then three new ones."""
    moves, ordinary = [], Path.rename

    def rename(path, target):
        moved = path
        if len(moves) < count or not also_rollback:
            moved = ordinary(path, target)
            moves.append(target)
        if len(moves) == count:
            raise KeyboardInterrupt
        return moved

    monkeypatch.setattr(Path, "rename", rename)


@contextmanager
def nobody_clears_up(monkeypatch):
    """As if the process was killed."""
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", lambda *arguments, **options: None)
        patch.setattr(databases, "drop", lambda name: None)
        yield patch


def test_undo_puts_the_uploads_back_after_a_kill_in_the_middle_of_a_swap(renamed, run, monkeypatch):
    """Of a restore, and of the undo of one."""
    for argument, counts in (("latest", (1, 3, 6, 7)), ("--undo", (3, 7))):
        if argument == "--undo":
            run("restore", "latest", "--yes")
        present = renamed.content(), renamed.files()
        for count in counts:
            with nobody_clears_up(monkeypatch) as patch:
                stop(patch, count, also_rollback=True)
                dies(run, argument)
            for refused in ("latest", "--forget"):
                fails(run, "run `restore --undo` first", "restore", refused, "--yes")
            run("restore", "--undo", "--yes")
            assert (renamed.content(), renamed.files()) == present
    run("restore", "--undo", "--yes")
    run("restore", "--forget", "--yes")
    assert_unchanged(renamed)


def test_a_restore_adds_whole_and_young_files_to_the_archive(renamed, run, monkeypatch):
    def break_off(identity, folder, target):
        (target / file.name).write_text("{")
        raise KeyboardInterrupt

    file = renamed.published / "archive" / "2026-11-03.json"
    os.utime(file, (0, 0))
    run("backup")
    file.unlink()
    with monkeypatch.context() as patch:
        patch.setattr(repository, "fetch", break_off)
        dies(run)
    assert not file.exists()
    run("restore", "latest", "--yes")
    assert file.read_text() == "{}"
    assert file.stat().st_mtime > time.time() - 600
    assert {path.name for path in renamed.published.iterdir()} == {"archive", "site"}


def test_a_failure_after_the_swap_says_that_it_has_happened(renamed, run, monkeypatch):
    monkeypatch.setattr(restore, "forget_derived", DISK_FULL)
    swapped = r"No space left .* HAVE been swapped.*_before_.*manage\.py restore --undo"
    fails(run, swapped, "restore", "latest", "--yes")
    assert not School.objects.filter(name="Renamed since").exists()
    assert AuditEntry.objects.filter(action=restore.RESTORED).exists()
    assert Change.objects.filter(label=CHECK).exists()


def test_undo_migrates_the_old_data_and_a_restore_an_older_backup(backed_up, run):
    call_command("migrate", "sessions", "zero", verbosity=0)  # a release before sessions
    run("restore", "latest", "--yes")
    run("restore", "--undo", "--yes")
    call_command("migrate", check_unapplied=True, verbosity=0)
    call_command("migrate", "sessions", "zero", verbosity=0)
    run("backup")
    call_command("migrate", verbosity=0)
    assert "then it is migrated to this release" in run("restore", "latest", "--yes")
    call_command("migrate", check_unapplied=True, verbosity=0)


def test_changes_saved_during_a_restore_are_kept_in_the_old_database_and_named(backed_up, run):
    stop, saved = Event(), []

    def edit():
        school = School.objects.order_by("pk").first()
        while not stop.wait(0.05):
            try:
                School.objects.filter(pk=school.pk).update(phone=f"213 555 {len(saved):04}")
            except DatabaseError:
                connections.close_all()
            else:
                saved.append(f"213 555 {len(saved):04}")
        connections.close_all()

    School.objects.update(phone="")
    editor = Thread(target=edit)
    editor.start()
    try:
        said = run("restore", "latest", "--yes")
    finally:
        stop.set()
        editor.join()
    before, _, after = said.partition("Saved since the preview above, and only in the old database:")
    gone = before.partition("saved since that backup, and gone after this:")[2]
    moment = datetime.fromisoformat(re.search(r"20\S+ [\d:]+", gone)[0])
    assert abs(localtime().replace(tzinfo=None) - moment) < timedelta(hours=1)  # it is not in UTC
    assert "changed" in gone
    assert "changed" in after
    with databases.cursor(swap.replaced()[-1].database) as cursor:
        cursor.execute("SELECT phone FROM schools_school ORDER BY id LIMIT 1")
        assert cursor.fetchone()[0] in saved


def test_everybody_signs_in_again_and_the_home_page_tells_of_the_restore(filled, run, monkeypatch):
    erin, editor = get_user_model().objects.create_superuser("erin"), Client()
    editor.force_login(erin)
    assert "The site was restored" not in editor.get("/admin/").content.decode()
    run("backup")
    said = run("restore", "latest", "--yes")
    assert re.search(r"django_session: [1-9] rows here, 0 in the backup", said), said
    assert editor.get("/admin/").status_code == 302
    editor.force_login(erin)
    state = localtime(repository.find("latest").time)
    home = editor.get("/admin/").content.decode()
    assert f"restored from the backup of {date_format(state)} at {date_format(state, 'TIME_FORMAT')}." in home
    entry = AuditEntry.objects.get(action=restore.RESTORED)
    assert f"restored the site from the backup of {date_format(state, 'SHORT_DATETIME_FORMAT')}." in entry.sentence
    monkeypatch.setattr(restore, "SHOWN_FOR", timedelta(0))
    assert "The site was restored" not in editor.get("/admin/").content.decode()


def test_an_account_that_may_create_no_database_is_told_what_to_do(renamed, run, monkeypatch):
    if not is_embedded(connection.settings_dict):
        pytest.skip("only the embedded server lets a test make a role")
    name, role = databases.site(), f"{databases.site()}_owner"
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE ROLE "{role}" LOGIN')
        for table in {*renamed.content(), *NOTED}:
            cursor.execute(f'ALTER TABLE "{table}" OWNER TO "{role}"')
        cursor.execute(f'ALTER DATABASE "{name}" OWNER TO "{role}"')
    try:
        with monkeypatch.context() as patch:
            patch.setitem(connection.settings_dict, "USER", role)
            connection.close()
            run("backup")
            for arguments in (["--verify"], ["latest", "--yes"]):
                fails(run, r"may not create a database.*CREATEDB.*use the restore of its", "restore", *arguments)
            connection.close()
        assert_unchanged(renamed)
    finally:
        connection.close()
        databases.drop(name)
        with databases.server() as cursor:
            cursor.execute(f'DROP ROLE "{role}"')


@pytest.fixture
def programs(filled, monkeypatch, tmp_path):
    """The only folder of the PATH, as if DATABASE_URL had named a server. It has restic, and nothing of PostgreSQL."""
    if not is_embedded(connection.settings_dict):
        pytest.skip("only the embedded server has programs of its own")
    folder = tmp_path / "programs"
    folder.mkdir()
    (folder / "restic").symlink_to(RESTIC)
    monkeypatch.setenv("PATH", str(folder))
    return folder


def test_postgresqls_programs_must_be_installed_and_as_new_as_the_server(filled, run, programs, monkeypatch):
    monkeypatch.setattr(postgres, "is_embedded", lambda config: False)
    fails(run, "pg_dump is not installed: apt-get install postgresql-client")
    add_script(programs / "pg_dump", OLD)
    fails(run, "the server is PostgreSQL 18, pg_dump 15: install postgresql-client-18")
    assert filled.names() == []


def test_a_newer_pg_restore_serves_an_older_server(renamed, run, programs, monkeypatch):
    program = postgres.program(connection, "pg_restore")
    monkeypatch.setattr(postgres, "is_embedded", lambda config: False)
    add_script(programs / "pg_restore", NEW.format(program=program, error="parameter is not known"))
    fails(run, r"cannot be restored into .*parameter is not known", "restore", "latest", "--yes")
    assert_unchanged(renamed)
    add_script(programs / "pg_restore", NEW.format(program=program, error=postgres.NEWER_SETTING))
    run("restore", "latest", "--yes")
    assert not School.objects.filter(name="Renamed since").exists()
