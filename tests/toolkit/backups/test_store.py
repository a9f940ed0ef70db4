"""A store that is full, gone, or somewhere else: the backups that are there stay, and one line says what happened."""

import errno

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.management import CommandError
from moto import mock_aws

from toolkit.backups import creation, target
from toolkit.backups.folder import PrivateFolder
from toolkit.backups.store import Store
from toolkit.published_copy.publisher import publishing

AWAY = {"default": "media", "backups": "backups"}


def everything(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("full_at", ["database.dump", "files.json", "manifest.json", "files/"])
def test_a_full_disk_leaves_the_backups_before_and_no_room_taken(filled, run, monkeypatch, full_at):
    run("backup")
    before = everything(filled.backups)
    (filled.media / "documents" / "new.txt").write_text("new")
    save = PrivateFolder._save

    def full(self, name, content):
        if full_at in name:
            raise OSError(errno.ENOSPC, "No space left on device")
        return save(self, name, content)

    monkeypatch.setattr(PrivateFolder, "_save", full)
    with pytest.raises(CommandError, match=r"the disk is full.*No backup was made; those before it are as they were"):
        run("backup")
    assert everything(filled.backups) == before
    assert len(filled.names()) == 1


def test_half_a_file_never_has_its_name(tmp_path):
    storage = PrivateFolder(location=tmp_path / "store")
    storage.save("a/file", ContentFile(b"before"))

    class Breaks(ContentFile):
        def chunks(self, chunk_size=None):
            yield b"half"
            raise OSError(errno.EIO, "Input/output error")

    with pytest.raises(OSError, match="Input"):
        storage.save("a/file", Breaks(b"half and more"))
    assert [path.name for path in (tmp_path / "store" / "a").iterdir()] == ["file"]
    assert (tmp_path / "store" / "a" / "file").read_bytes() == b"before"


def test_nobody_else_may_read_it(filled, run):
    run("backup")
    for path in [filled.backups, *filled.backups.rglob("*")]:
        assert path.stat().st_mode & 0o077 == 0, path


def test_a_backup_without_its_manifest_is_none(filled, run):
    run("backup")
    (filled.backups / filled.names()[0] / "manifest.json").unlink()
    assert "never finished" in run("restore")
    with pytest.raises(CommandError, match="There is no backup"):
        run("restore", "latest", "--yes")


def test_two_are_not_made_at_once(filled, run):
    with creation.alone(), pytest.raises(CommandError, match="Another backup"):
        run("backup")


def test_a_backup_is_made_while_the_publisher_is_at_work(filled, run):
    with publishing():
        run("backup")
    assert len(filled.names()) == 1


def test_an_upload_that_rotted_in_the_store_is_written_anew(filled, run):
    run("backup")
    whole = everything(filled.backups / "files")
    for path in whole:
        path.write_bytes(b"rot")
    run("backup", "--anew")
    assert everything(filled.backups / "files") == whole


def test_where_backups_go_is_one_variable(tmp_path):
    assert target.storage("", tmp_path)["OPTIONS"] == {"location": str(tmp_path)}
    assert target.storage("/srv/backups", tmp_path)["OPTIONS"] == {"location": "/srv/backups"}
    chosen = target.storage("s3://bucket/a/folder/", tmp_path)["OPTIONS"]
    assert (chosen["bucket_name"], chosen["location"]) == ("bucket", "a/folder")
    with pytest.raises(ImproperlyConfigured, match="BACKUP_ROOT is 's3:///x'"):
        target.storage("s3:///x", tmp_path)


@pytest.fixture
def s3(monkeypatch, settings, tmp_path):
    """A made-up S3 store in this process."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-west-2")
    with mock_aws():
        client = boto3.client("s3")
        for bucket in AWAY.values():
            client.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "us-west-2"})
        yield client


def use(settings, tmp_path, *aliases):
    for alias in aliases:
        chosen = target.storage(f"s3://{AWAY[alias]}/alliance", tmp_path)
        chosen["OPTIONS"]["file_overwrite"] = alias == "backups"
        settings.STORAGES = settings.STORAGES | {alias: chosen}


def test_backups_in_an_s3_store(filled, run, s3, settings, tmp_path):
    use(settings, tmp_path, "backups")
    content, files = filled.content(), filled.files()
    assert "s3://backups/alliance" in run("backup")
    assert "0 new in the store" in run("backup")
    assert len(filled.names()) == 2
    assert "is whole" in run("restore", "--verify")
    filled.destroy()
    run("restore", filled.names()[0], "--yes")
    assert filled.content() == content
    assert filled.files() == files
    Store().delete(filled.names()[0])
    assert len(Store().folders()) == 1


def test_uploads_in_an_s3_store(site, run, s3, settings, tmp_path):
    from media.models import SiteDocument

    use(settings, tmp_path, "default", "backups")
    kept = SiteDocument.objects.create(title="Kept", file=ContentFile(b"kept", "kept.txt"))
    changed = SiteDocument.objects.create(title="Changed", file=ContentFile(b"changed", "changed.txt"))
    run("backup")
    changed.file.storage.delete(changed.file.name)
    kept.file.storage.delete(kept.file.name)
    kept.file.storage.save(kept.file.name, ContentFile(b"other"))
    later = SiteDocument.objects.create(title="Later", file=ContentFile(b"later", "later.txt"))
    said = run("restore", "latest", "--yes")
    assert "A backup of what is there now is made first" in said
    assert kept.file.storage.open(kept.file.name).read() == b"kept"
    assert changed.file.storage.open(changed.file.name).read() == b"changed"
    assert not later.file.storage.exists(later.file.name)
    assert not SiteDocument.objects.filter(title="Later").exists()


def test_a_store_that_does_not_answer_is_named(filled, run, s3, settings, tmp_path, monkeypatch):
    use(settings, tmp_path, "backups")
    run("backup")
    from storages.backends.s3 import S3Storage

    def gone(self, *arguments):
        raise EndpointConnectionError(endpoint_url="https://s3.example.org")

    with monkeypatch.context() as patch:
        patch.setattr(S3Storage, "_save", gone)
        (filled.media / "documents" / "new.txt").write_text("new")
        with pytest.raises(CommandError, match=r"https://s3.example.org.*No backup was made"):
            run("backup")
    assert len(filled.names()) == 1
    with monkeypatch.context() as patch:
        patch.setattr(S3Storage, "listdir", gone)
        with pytest.raises(CommandError, match=r"cannot be listed.*s3.example.org"):
            run("restore")
    assert "is whole" in run("restore", "--verify")
