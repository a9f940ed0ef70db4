"""A backup is of one moment, holds no session, and can be proven; damage is found."""

import shutil
import subprocess

from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client

from schools.models import Place
from tests.toolkit.accounts.conftest import PASSWORD, sign_in
from toolkit.backups import creation, manifest, postgres, repository

from .conftest import fails


def flip(path):
    """Change a byte of each kilobyte but the last ones, with which restic knows the content."""
    path.chmod(0o600)
    data = bytearray(path.read_bytes())
    for at in range(100, len(data) // 2, 1000):
        data[at] ^= 1
    path.write_bytes(data)


def test_flipped_bytes_and_missing_data_are_found(backed_up, run, capfd):
    content, packs = backed_up.content(), backed_up.backups / "data"
    shutil.copytree(packs, backed_up.backups.parent / "whole")
    for damage in (flip, lambda pack: pack.unlink()):
        pack = max(packs.rglob("*"), key=lambda path: path.is_file() and path.stat().st_size)  # with the dump
        damage(pack)
        fails(run, "`restic check` failed", "restore", "--verify")
        assert pack.name[:8] in "".join(capfd.readouterr())
        fails(run, r"`restic (dump|restore)` failed", "restore", "latest", "--yes")
        shutil.copytree(backed_up.backups.parent / "whole", packs, dirs_exist_ok=True)
    assert backed_up.content() == content


def test_no_backup_holds_a_session(filled, run, tmp_path):
    get_user_model().objects.create_user("paula", "paula@example.org", PASSWORD)
    client = Client()
    sign_in(client)
    run("backup")
    latest = repository.find("latest")
    rows = manifest.read(latest).rows
    assert {name: rows[name] for name in postgres.WITHOUT_ROWS} == dict.fromkeys(postgres.WITHOUT_ROWS, 0)
    repository.copy(latest.id, manifest.DUMP, tmp_path / "dump")
    command = [postgres.program(connection, "pg_restore"), "--file=-", tmp_path / "dump"]
    script = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    assert "paula@example.org" in script
    assert client.session.session_key not in script
    assert "COPY public.django_session" not in script


def meanwhile(monkeypatch, change):
    """Have `change` happen during the next dump only."""
    dump = postgres.dump

    def changing(*arguments):
        monkeypatch.setattr(postgres, "dump", dump)
        change()
        return dump(*arguments)

    monkeypatch.setattr(postgres, "dump", changing)


def test_files_added_or_deleted_during_a_backup_do_not_tear_it(filled, run, monkeypatch):
    def change():
        Place.objects.first().delete()
        (filled.media / "documents" / "new.txt").write_text("new")

    count = Place.objects.count()
    meanwhile(monkeypatch, change)
    run("backup")
    (snapshot,) = repository.snapshots()
    assert manifest.read(snapshot).rows["schools_place"] == count
    assert snapshot.files == 5  # with the new one
    assert "is whole" in run("restore", "--verify")
    gone = next((filled.media / "documents").iterdir())
    meanwhile(monkeypatch, gone.unlink)
    assert f"{gone} was not read. Starting again." in run("backup")
    assert repository.snapshots()[-1].files == 4


def test_no_backup_is_made_beside_another_or_of_a_file_that_cannot_be_read(filled, run, tmp_path):
    with creation.only_backup():
        fails(run, "Another backup")
    (filled.media / "documents" / "link.txt").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere").write_text("on another disk")
    fails(run, r"link\.txt cannot be backed up: .*not a symbolic link.*No backup was made")
    assert filled.names() == []
