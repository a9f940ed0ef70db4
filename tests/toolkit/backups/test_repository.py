"""A repository that is full, locked, gone, or somewhere else: its backups stay, and one line says what happened."""

import os
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError
from moto import mock_aws

from toolkit.backups import creation, repository
from toolkit.object_store import Store
from toolkit.published_copy.publisher import publishing


def everything(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def fails(run, message, *arguments):
    with pytest.raises(CommandError, match=message):
        run(*(arguments or ["backup"]))


@pytest.fixture
def small_disk(site, settings):
    """A disk of 3 MB for the repository."""
    site.backups.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", site.backups], capture_output=True).returncode:
        pytest.skip("only root may make a small disk")
    yield site
    subprocess.run(["umount", site.backups], check=True)


def test_a_full_disk_is_named_and_the_backups_before_stay(small_disk, run):
    repository.prepare()
    (small_disk.media / "documents").mkdir(parents=True)
    (small_disk.media / "documents" / "big").write_bytes(os.urandom(4_000_000))
    fails(run, r"the disk is full.*No backup was made\. Earlier ones are as they were")
    assert small_disk.names() == []


def test_a_file_that_cannot_be_read_makes_no_backup(filled, run, tmp_path):
    (filled.media / "documents" / "link.txt").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere").write_text("on another disk")
    fails(run, r"documents/link\.txt cannot be backed up: .*not a symbolic link.*No backup was made")
    assert filled.names() == []


def test_nobody_else_may_read_it(filled, run):
    run("backup")
    for path in [filled.backups, *filled.backups.rglob("*"), filled.password]:
        assert path.stat().st_mode & 0o077 == 0, path


def test_a_second_backup_adds_no_upload_again(filled, run):
    (filled.media / "documents" / "big").write_bytes(os.urandom(3_000_000))
    run("backup")
    size = sum(map(len, everything(filled.backups).values()))
    run("backup")
    assert len(filled.names()) == 2
    assert sum(map(len, everything(filled.backups).values())) - size < 1_500_000  # the database's part


def test_the_first_backup_makes_the_repository_and_a_restore_makes_none(filled, run):
    for arguments in (
        ["restore"],
        ["restore", "latest", "--yes"],
        ["restore", "--verify"],
        ["backup", "--check", "26"],
    ):
        fails(run, r"There is no backup in .*: `manage\.py backup` makes the first one", *arguments)
    assert not filled.backups.exists()
    run("backup")
    assert "1 backup in" in run("restore")


def test_a_folder_may_be_named_from_where_the_command_runs(filled, run, settings, monkeypatch):
    monkeypatch.chdir(filled.backups.parent)
    settings.BACKUP_REPOSITORY, settings.BACKUP_PASSWORD_FILE = filled.backups.name, filled.password.name
    run("backup")
    assert "1 backup in backups" in run("restore")
    assert (filled.backups / "config").exists()


def test_a_backup_that_is_not_there_is_named(filled, run):
    run("backup")
    fails(run, r"There is no backup 0123abcd", "restore", "0123abcd", "--yes")


def test_two_are_not_made_at_once(filled, run):
    with creation._alone():
        fails(run, "Another backup")


def test_a_locked_repository_says_how_to_go_on(filled, run):
    run("backup")
    with subprocess.Popen(
        ["restic", "check", "--read-data", "--limit-download=1"],
        env=os.environ | {"RESTIC_REPOSITORY": str(filled.backups), "RESTIC_PASSWORD_FILE": str(filled.password)},
        stdout=subprocess.DEVNULL,
    ) as other:
        while not [lock for lock in (filled.backups / "locks").iterdir() if "tmp" not in lock.name]:
            assert other.poll() is None
        other.kill()
    fails(run, r"is locked by another restic.*restic -r .*backups -p .*backup-password unlock.*No backup was made")
    filled.restic("unlock", "--remove-all")
    run("backup")
    assert len(filled.names()) == 2


def test_a_missing_restic_names_the_package(filled, run, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    fails(run, r"restic is not installed: apt-get install restic")


def test_a_place_that_refuses_is_named_without_its_password(filled, run, settings):
    class Refusing(BaseHTTPRequestHandler):
        def do_HEAD(self):
            self.send_response(401)
            self.end_headers()

        def log_message(self, *arguments):
            pass

    with HTTPServer(("127.0.0.1", 0), Refusing) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        settings.BACKUP_REPOSITORY = f"rest:http://me:hush@127.0.0.1:{server.server_port}/backups"
        with pytest.raises(CommandError, match=r"rest:http://127\.0\.0\.1:.*401.*No backup was made") as error:
            run("backup")
        server.shutdown()
    assert "hush" not in str(error.value)


def test_waiting_for_a_place_that_is_gone_is_said(capsys):
    repository._hear("Stat(<config/>) returned error, retrying after 2s: connection refused\n")
    repository._hear('{"message_type": "status"}\n')
    assert capsys.readouterr().err == "Stat(<config/>) returned error, retrying after 2s: connection refused\n"


def test_a_backup_is_made_while_the_publisher_is_at_work(filled, run):
    with publishing():
        run("backup")
    assert len(filled.names()) == 1


def test_progress_is_shown(filled, run, monkeypatch):
    monkeypatch.setattr("toolkit.backups.progress.SECONDS", -1)
    said = run("backup") + run("restore", "latest", "--yes")
    for line in ("Database backups_of", "Files: 4", "added to", "Uploads: 1 files", "Database: restoring"):
        assert line in said
    assert "read all data" in run("restore", "--verify")


@pytest.fixture
def bucket(monkeypatch, settings):
    """Uploads in a made-up S3 store in this process."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-west-2")
    options = {"bucket_name": "media", "location": "alliance", "file_overwrite": False}
    with mock_aws():
        boto3.client("s3").create_bucket(Bucket="media", CreateBucketConfiguration={"LocationConstraint": "us-west-2"})
        store = f"{Store.__module__}.{Store.__qualname__}"
        settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": store, "OPTIONS": options}}
        yield


def test_uploads_in_a_bucket_come_back_too(site, run, bucket):
    from media.models import SiteDocument

    kept = SiteDocument.objects.create(title="Kept", file=ContentFile(b"kept", "kept.txt"))
    changed = SiteDocument.objects.create(title="Changed", file=ContentFile(b"changed", "changed.txt"))
    run("backup")
    changed.file.storage.delete(changed.file.name)
    kept.file.storage.delete(kept.file.name)
    kept.file.storage.save(kept.file.name, ContentFile(b"other"))
    later = SiteDocument.objects.create(title="Later", file=ContentFile(b"later", "later.txt"))
    said = run("restore", "latest", "--yes")
    assert "A backup of the present data is made first" in said
    assert kept.file.storage.open(kept.file.name).read() == b"kept"
    assert changed.file.storage.open(changed.file.name).read() == b"changed"
    assert not later.file.storage.exists(later.file.name)
    assert not SiteDocument.objects.filter(title="Later").exists()


def test_a_bucket_that_does_not_answer_is_named(site, run, bucket):
    from media.models import SiteDocument

    SiteDocument.objects.create(title="Kept", file=ContentFile(b"kept", "kept.txt"))
    boto3.client("s3").delete_object(Bucket="media", Key="alliance/documents/kept.txt")
    boto3.client("s3").delete_bucket(Bucket="media")
    fails(run, r"The files of the site \(media\) cannot be read: .*NoSuchBucket.*No backup was made")
