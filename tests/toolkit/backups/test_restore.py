"""A destroyed site is restored to the last byte; whatever goes wrong on the way leaves what was there."""

import re
import shutil
import subprocess
from io import StringIO

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection

from pages.models import AboutPage, HomePage, StandardPage
from schools.models import School, SchoolPage, StreetPoint
from tests.toolkit.backups.conftest import NOTED, unnoted
from toolkit.activity_log.models import AuditEntry
from toolkit.backups import database_swap, manifest, media_swap, postgres, repository, restore, scratch
from toolkit.development_database.databases import is_embedded

RESTIC = shutil.which("restic")
OLD = """#!/bin/sh
echo 'pg_dump: error: aborting because of server version mismatch' >&2
echo 'pg_dump: detail: server version: 18.3; pg_dump version: 15.20 (Debian 15.20-0+deb12u1)' >&2
exit 1
"""
WAYS = {"beside the old database": [], "inside it": ["--in-place"]}


def test_a_destroyed_site_comes_back_to_the_last_byte(filled, run):
    pages, content, files = filled.crawl(), filled.content(), filled.files()
    assert len(pages) > 40
    assert len(files) == 3
    run("backup")
    filled.destroy()
    with pytest.raises(DatabaseError):
        School.objects.count()
    connection.close()
    (filled.published / "archive" / "2026-11-03.json").unlink()

    assert "tables that are not there now" in run("restore", "latest", "--yes")
    assert filled.content() == content
    assert filled.files() == files
    assert filled.crawl() == pages
    with pytest.raises(DatabaseError, match="append-only"):  # what protects the activity log came along
        AuditEntry.objects.all().delete()
    assert (filled.published / "archive" / "2026-11-03.json").read_text() == "{}"


def test_a_destroyed_site_comes_back_inside_its_database_too(filled, run):
    content, files = filled.content(), filled.files()
    run("backup")
    filled.destroy()
    run("restore", "latest", "--yes", "--in-place")
    assert filled.content() == content
    assert filled.files() == files


def test_it_says_what_would_change_and_changes_nothing_without_a_yes(filled, run, monkeypatch):
    run("backup")
    School.objects.filter(slug="merkin").update(name="Renamed since")
    StreetPoint.objects.first().delete()
    for answer in ("", "no", "y"):
        monkeypatch.setattr("builtins.input", lambda prompt, answer=answer: answer)
        out = StringIO()
        with pytest.raises(CommandError, match="Nothing was changed"):
            call_command("restore", "latest", stdout=out)
        assert re.search(r"schools_streetpoint: (\d+) rows, then \d+\n", out.getvalue())
    assert School.objects.filter(name="Renamed since").exists()
    assert restore.kept() == []


def test_the_way_back_is_one_command_and_what_was_kept_is_deleted_by_another(filled, run):
    run("backup")
    School.objects.filter(slug="merkin").update(name="Renamed since")
    (filled.media / "documents" / "later.txt").write_text("later")
    content, files = filled.content(), filled.files()
    run("restore", "latest", "--yes")
    assert filled.content() != content
    assert "later.txt" not in str(filled.files())

    assert "Kept from before a restore" in run("restore")
    run("restore", "--undo", "--yes")
    assert filled.content() == content
    assert filled.files() == files
    run("restore", "--forget", "--yes")
    assert restore.kept() == []
    assert not [path for path in filled.media.iterdir() if path.name.startswith(".")]


def test_what_a_killed_restore_left_is_listed_and_deleted(filled, run, monkeypatch):
    run("backup")
    content, files = filled.content(), filled.files()
    with monkeypatch.context() as patch:
        for clearing in (media_swap.FolderSwap, "undo"), (scratch, "drop"):
            patch.setattr(*clearing, lambda *arguments: None)  # nobody clears up
        patch.setattr(database_swap, "swap", killed)
        with pytest.raises(KeyboardInterrupt):
            run("restore", "latest", "--yes")
    assert "Left by a restore" in run("restore")
    run("restore", "--undo", "--yes")
    run("restore", "--forget", "--yes")
    assert restore.left() == restore.kept() == []
    assert filled.content() == content
    assert filled.files() == files


def killed(*arguments):
    raise KeyboardInterrupt


def test_what_was_published_since_leaves_the_published_copy(filled, run):
    SchoolPage.objects.exclude(slug="merkin").update(live=False)  # few pages are soon published
    filled.publish()
    index = filled.published / "site" / "about" / "index.html"
    before = index.read_bytes()
    run("backup")
    about = AboutPage.objects.get(locale__language_code="en")
    about.title = "Renamed since"
    about.save_revision().publish()
    page = HomePage.objects.get(locale__language_code="en").add_child(
        instance=StandardPage(title="Published since", slug="since")
    )
    filled.publish()
    assert (filled.published / "site" / "since" / "index.html.gz").exists()
    assert index.read_bytes() != before

    run("restore", "latest", "--yes")
    assert not StandardPage.objects.filter(pk=page.pk).exists()
    filled.publish()
    assert not (filled.published / "site" / "since").exists()
    assert index.read_bytes() == before


def test_in_place_what_was_there_is_backed_up_first(filled, run):
    run("backup")
    School.objects.filter(slug="merkin").update(name="Renamed since")
    content = filled.content()
    said = run("restore", "latest", "--yes", "--in-place")
    before = filled.names()[-1]
    assert f"To go back: manage.py restore {before}." in said
    assert unnoted(manifest.read(repository.find(before)).tables) == content
    assert before in run("restore").partition("before a restore")[0].splitlines()[-1]
    run("restore", before, "--yes", "--in-place")
    assert filled.content() == content


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_failure_at_the_last_step_leaves_the_old_data(filled, run, monkeypatch, way):
    run("backup")
    School.objects.filter(slug="merkin").update(name="Renamed since")
    content, files = filled.content(), filled.files()

    def fails(*arguments):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(database_swap, "swap", fails)
    monkeypatch.setattr(database_swap, "replace", fails)
    with pytest.raises(CommandError, match="as they were"):
        run("restore", "latest", "--yes", *way)
    assert filled.content() == content
    assert filled.files() == files
    assert restore.kept() == []
    with scratch.server() as cursor:
        assert scratch.like(cursor, connection.settings_dict["NAME"], database_swap.FRESH) == []


def test_in_place_a_dump_that_does_not_give_what_its_manifest_says_changes_nothing(filled, run):
    run("backup")
    School.objects.filter(slug="merkin").update(name="Renamed since")
    content = filled.content()
    latest = repository.find("latest")
    plan = restore.plan(latest, manifest.read(latest), in_place=True, without_backup=True)
    plan.manifest.tables["schools_school"][0] += 1
    with pytest.raises(restore.BackupError, match="schools_school"):
        restore.restore(plan, print)
    assert filled.content() == content


def test_a_backup_of_a_newer_release_is_refused(filled, run, monkeypatch):
    run("backup")
    described = manifest.read(repository.find("latest"))
    described.migrations.append(["schools", "9999_from_the_future"])
    monkeypatch.setattr(manifest, "read", lambda snapshot: described)
    content = filled.content()
    with pytest.raises(CommandError, match=r"newer release.*schools\.9999_from_the_future"):
        run("restore", "latest", "--yes")
    assert filled.content() == content


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_an_older_backup_is_migrated(filled, run, way):
    call_command("migrate", "sessions", "zero", verbosity=0)  # a release before sessions
    run("backup")
    call_command("migrate", verbosity=0)
    assert "then it is migrated to this release" in run("restore", "latest", "--yes", *way)
    call_command("migrate", check_unapplied=True, verbosity=0)


def test_no_password_is_among_the_arguments_or_what_is_said(filled, run, monkeypatch):
    password = connection.settings_dict["PASSWORD"] or "hush-hush-hush"
    monkeypatch.setitem(connection.settings_dict, "PASSWORD", password)
    arguments = []

    class Popen(subprocess.Popen):
        def __init__(self, command, *rest, **options):
            arguments.extend(map(str, command))
            super().__init__(command, *rest, **options)

    monkeypatch.setattr(subprocess, "Popen", Popen)
    said = run("backup") + run("restore", "--verify") + run("restore", "latest", "--yes")
    assert any("pg_dump" in argument for argument in arguments)
    assert "restic" in arguments
    for secret in (password, filled.password.read_text().strip()):
        assert secret not in " ".join(arguments) + said


def test_a_plain_owner_who_may_make_no_database_restores_in_place(filled, run, monkeypatch):
    """As a hosted database gives it: the extensions are there, and belong to somebody else."""
    if not is_embedded(connection.settings_dict):
        pytest.skip("only the embedded server lets a test make a role")
    content = filled.content()
    name, role = connection.settings_dict["NAME"], f"{connection.settings_dict['NAME']}_owner"
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE ROLE "{role}" LOGIN')
    try:
        with connection.cursor() as cursor:
            for table in {*content, *NOTED}:
                cursor.execute(f'ALTER TABLE "{table}" OWNER TO "{role}"')
            cursor.execute(f'ALTER DATABASE "{name}" OWNER TO "{role}"')
        connection.close()
        with monkeypatch.context() as patch:
            patch.setitem(connection.settings_dict, "USER", role)
            run("backup")
            with pytest.raises(CommandError, match="may not make a database"):
                run("restore", "--verify")
            filled.destroy()
            assert "In one transaction inside the database" in run("restore", "latest", "--yes")
            assert filled.content() == content
            connection.close()
    finally:
        with scratch.server() as cursor:
            scratch.drop(cursor, name)
            cursor.execute(f'DROP ROLE "{role}"')


def test_others_who_are_connected_do_not_hinder_it(filled, run):
    run("backup")
    config = connection.settings_dict
    other = psycopg2.connect(
        dbname=config["NAME"],
        host=config["HOST"],
        port=config["PORT"],
        user=config["USER"],
        password=config["PASSWORD"] or None,
    )
    try:
        run("restore", "latest", "--yes")
        assert School.objects.exists()
    finally:
        other.close()


def test_postgresqls_programs_are_those_of_the_path_and_must_be_as_new_as_the_server(
    filled, run, monkeypatch, tmp_path
):
    """On the embedded server (PostgreSQL 18) as if DATABASE_URL had named it."""
    if not is_embedded(connection.settings_dict):
        pytest.skip("only the embedded server has programs of its own")
    monkeypatch.setattr(postgres, "is_embedded", lambda config: False)
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "restic").symlink_to(RESTIC)
    with pytest.raises(CommandError, match="pg_dump is not installed: apt-get install postgresql-client"):
        run("backup")
    (tmp_path / "pg_dump").write_text(OLD)
    (tmp_path / "pg_dump").chmod(0o755)
    with pytest.raises(CommandError, match="the server is PostgreSQL 18, pg_dump 15: install postgresql-client-18"):
        run("backup")
    assert filled.names() == []
