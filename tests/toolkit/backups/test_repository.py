"""A backup is of one moment, holds no session, and can be proven; damage is found.

A repository that is full, locked, gone, or somewhere else: its backups stay, and one line says what happened.
"""

import json
import os
import shutil
import subprocess
from datetime import datetime, timedelta

import boto3
import pytest
from django.contrib.auth import get_user_model
from django.core.checks import run_checks
from django.core.files.base import ContentFile
from django.core.management import CommandError
from django.db import connection
from django.test import Client
from moto import mock_aws

from media.models import SiteDocument
from schools.models import Place
from tests.stack.origin import Origin
from tests.toolkit.accounts.conftest import PASSWORD, sign_in
from toolkit.backups import creation, manifest, postgres, repository
from toolkit.backups.repository import TAG
from toolkit.object_store import Store

from .conftest import fails

UNSET = "BACKUP_REPOSITORY or BACKUP_PASSWORD_FILE is not set, or the file cannot be read"
EVERY_COMMAND = (["restore"], ["restore", "latest", "--yes"], ["restore", "--verify"], ["backup", "--check", "26"])


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


# The repository


def test_the_first_backup_makes_the_repository_for_nobody_else_and_a_second_adds_no_upload_again(filled, run):
    for arguments in EVERY_COMMAND:
        fails(run, r"There is no backup in .*: `manage\.py backup` makes the first one", *arguments)
    assert not filled.backups.exists()
    run("backup")
    password = filled.password.read_text()
    assert len(password) > 40
    for path in [filled.backups, *filled.backups.rglob("*"), filled.password]:
        assert path.stat().st_mode & 0o077 == 0, path
    assert "1 backup in" in run("restore")
    fails(run, r"There is no backup 0123abcd", "restore", "0123abcd", "--yes")

    def everything():
        return b"".join(path.read_bytes() for path in filled.backups.rglob("*") if path.is_file())

    (filled.media / "documents" / "big").write_bytes(os.urandom(3_000_000))
    run("backup")
    size = len(everything())
    run("backup")
    assert filled.password.read_text() == password
    assert len(filled.names()) == 3
    assert len(everything()) - size < 1_500_000  # the database's part
    for secret in (b"bells", b"first bell", b"PGDMP", b"schools_school"):
        assert secret not in everything()


def test_without_the_password_nothing_is_changed(backed_up, run):
    content, right = backed_up.content(), backed_up.password.read_text()
    for password, message in (("another\n", "does not open"), ("", "is empty"), (None, "There is no backup")):
        backed_up.password.unlink()
        if password is not None:
            backed_up.password.write_text(password)
            fails(run, rf"{message}.*No backup was made")
        for arguments in EVERY_COMMAND:
            fails(run, message, *arguments)
        backed_up.password.write_text(right)
    assert backed_up.content() == content
    assert len(backed_up.names()) == 1


def test_production_needs_a_place_a_password_and_restic(site, run, settings, monkeypatch):
    settings.BACKUP_REQUIRED = True
    fails(run, r"BACKUP_PASSWORD_FILE: .*backup-password is not there")
    settings.BACKUP_PASSWORD_FILE = ""
    fails(run, "BACKUP_PASSWORD_FILE is not set")
    settings.BACKUP_REPOSITORY = ""
    fails(run, r"BACKUP_REPOSITORY is not set.*set it to none")
    settings.BACKUP_REPOSITORY = "None"
    for arguments in (["backup"], *EVERY_COMMAND):
        fails(run, "BACKUP_REPOSITORY is none: this site keeps no backups", *arguments)
    assert not site.backups.exists()
    assert not site.password.exists()
    settings.BACKUP_REPOSITORY, settings.BACKUP_PASSWORD_FILE = str(site.backups), site.password
    settings.BACKUP_REQUIRED = False
    monkeypatch.setenv("PATH", "/nowhere")
    fails(run, r"restic is not installed: apt-get install restic")


@pytest.mark.django_db
def test_site_admins_see_whether_backups_can_be_made(client, settings, tmp_path):
    settings.BACKUP_REQUIRED, settings.BACKUP_PASSWORD_FILE = True, tmp_path / "password"
    for place, password, found, ready in (
        ("", "secret", ["site.W004"], {"ok": False, "why": UNSET}),
        ("/srv/backups", None, ["site.W004"], {"ok": False, "why": UNSET}),
        ("none", None, ["site.W005"], {"ok": True, "declined": True}),
        ("/srv/backups", "secret", [], {"ok": True, "declined": False}),
    ):
        settings.BACKUP_REPOSITORY = place
        settings.BACKUP_PASSWORD_FILE.unlink(missing_ok=True)
        if password:
            settings.BACKUP_PASSWORD_FILE.write_text(password)
        warnings = run_checks(tags=["security"], include_deployment_checks=True)
        assert [one.id for one in warnings if one.id in ("site.W004", "site.W005")] == found
        answer = client.get("/readyz").json()
        assert answer["checks"]["backups"] == {"needed": False} | ready
        assert ("backups" in answer["warnings"]) is not ready["ok"]


def test_a_locked_repository_says_how_to_go_on(filled, run, settings, monkeypatch, capfd):
    monkeypatch.chdir(filled.backups.parent)
    settings.BACKUP_REPOSITORY, settings.BACKUP_PASSWORD_FILE = filled.backups.name, filled.password.name
    run("backup")
    assert "1 backup in backups" in run("restore")
    assert (filled.backups / "config").exists()
    with subprocess.Popen(
        ["restic", "check", "--read-data", "--limit-download=1"],
        env=os.environ | {"RESTIC_REPOSITORY": str(filled.backups), "RESTIC_PASSWORD_FILE": str(filled.password)},
        stdout=subprocess.DEVNULL,
    ) as other:
        while not [lock for lock in (filled.backups / "locks").iterdir() if "tmp" not in lock.name]:
            assert other.poll() is None
        other.kill()
    fails(run, "see what it says above.*No backup was made")
    assert "the `unlock` command can be used" in capfd.readouterr().err
    filled.restic("unlock", "--remove-all")
    run("backup")
    assert len(filled.names()) == 2


def test_a_place_that_refuses_is_named_without_its_password(filled, run, settings, capfd):
    with Origin() as server:
        server.status = 401
        settings.BACKUP_REPOSITORY = f"rest:http://me:hush@{server.address}/backups"
        with pytest.raises(CommandError, match=r"rest:http://127\.0\.0\.1:.*No backup was made") as error:
            run("backup")
    said = capfd.readouterr().err
    assert "401" in said
    assert "hush" not in said + str(error.value)


def test_of_an_address_only_scheme_and_host_are_named(settings):
    for address, place in (
        ("rest:https://me:a@b/c@host.example:8000/site", "rest:https://host.example:8000"),
        ("s3:https://host.example/bucket", "s3:https://host.example"),
        ("sftp:site@host.example:/backups", "sftp:site@host.example:/backups"),
        ("/srv/backups", "/srv/backups"),
    ):
        settings.BACKUP_REPOSITORY = address
        assert repository.place() == place


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
        yield boto3.client("s3")


def test_uploads_in_a_bucket_are_in_a_backup_and_a_restore_leaves_the_bucket_as_it_is(site, run, bucket):
    SiteDocument.objects.create(title="Kept", file=ContentFile(b"kept", "kept.txt"))
    run("backup")
    assert "/media/documents/kept.txt" in repository.paths(site.names()[0])
    later = SiteDocument.objects.create(title="Later", file=ContentFile(b"later", "later.txt"))
    assert "The uploads are in a bucket, which stays as it is" in run("restore", "latest", "--yes")
    assert later.file.storage.exists(later.file.name)
    assert not SiteDocument.objects.filter(title="Later").exists()

    bucket.delete_object(Bucket="media", Key="alliance/documents/kept.txt")
    bucket.delete_object(Bucket="media", Key="alliance/documents/later.txt")
    bucket.delete_bucket(Bucket="media")
    fails(run, r"The files of the site \(media\) cannot be read: .*NoSuchBucket.*No backup was made")


@pytest.fixture
def made(site):
    """Makes a backup of nothing as of some days ago, and returns its ID."""
    repository.prepare()
    (site.media.parent / "empty").touch()

    def make(days, hour=12, tag=TAG):
        moment = datetime.now().replace(hour=hour, minute=0, second=0) - timedelta(days=days)
        moment = min(moment, datetime.now())  # restic ignores the future when it looks for the latest
        options = ("--json", "--quiet", f"--tag={tag}", f"--time={moment:%Y-%m-%d %H:%M:%S}")
        return json.loads(site.restic("backup", *options, site.media.parent / "empty"))["snapshot_id"][:8]

    return make


def test_a_watcher_sees_when_the_latest_is_too_old(site, made, run):
    fails(run, "There is no backup", "backup", "--check", "26")
    made(2, hour=datetime.now().hour)
    fails(run, r"is 4[89] hours old", "backup", "--check", "26")
    run("backup")
    assert "The latest backup is" in run("backup", "--check", "26")


def test_days_weeks_and_months_are_kept_everything_of_the_last_day_and_what_others_keep_there(site, made):
    for days in (400, 401):
        made(days, tag="others")
    for days in range(0, 102, 6):
        made(days)
    made(0, hour=1)
    repository.forget(dry_run=False)
    kept = [(datetime.now().date() - one.time.date()).days for one in repository.snapshots()]
    assert kept[-8:] == [36, 30, 24, 18, 12, 6, 0, 0]  # seven days that have one, and two of today
    assert 4 <= len({one.time.month for one in repository.snapshots()}) <= 5
    assert len(kept) <= 7 + 5 + 12 + 1
    assert len(json.loads(site.restic("snapshots", "--json"))) == len(kept) + 2


def test_the_day_is_the_sites_day(site, made):
    """The late evening in Los Angeles is the next day in UTC."""
    oldest, _early, late, latest = made(60), made(3, hour=9), made(3, hour=23), made(0)
    repository.forget(dry_run=False)
    assert site.names() == [oldest, late, latest]
