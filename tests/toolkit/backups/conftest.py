"""A site that may be destroyed: a database beside that of the other tests, uploads and backups of its own."""

import os
import re
import shutil
import subprocess
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection, connections

from tests.template_database import alive
from tests.toolkit.backups import cheap_repository
from toolkit.backups import databases, manifest, repository, restore

# A restore writes there, for the publisher and for those who edit.
NOTED = {"activity_log_auditentry", "published_copy_change", "published_copy_publishedfile"}
DATABASE = "backups_of_process_"  # and the process's number
CONTENT = "SELECT md5(coalesce(string_agg(_row::text, ' ' ORDER BY _row::text), '')) FROM {} AS _row"


class Site:
    """What the tests do with it."""

    def __init__(self, folder: Path):
        self.media, self.backups, self.published = folder / "media", folder / "backups", folder / "published"
        self.password = folder / "backup-password"

    def content(self) -> dict[str, str]:
        """A digest of the rows of each table that a restore does not change."""
        found = {}
        with databases.cursor(databases.site()) as cursor:
            cursor.execute(manifest.TABLES)
            for name, quoted in cursor.fetchall():
                cursor.execute(CONTENT.format(quoted))
                (found[name],) = cursor.fetchone()
        return {name: digest for name, digest in found.items() if name not in NOTED}

    def files(self) -> dict[str, bytes]:
        return {
            str(path.relative_to(self.media)): path.read_bytes()
            for path in sorted(self.media.rglob("*"))
            if path.is_file() and not path.relative_to(self.media).parts[0].startswith(".")
        }

    def destroy(self) -> None:
        with connection.cursor() as cursor:
            for name in {*self.content(), *NOTED}:
                cursor.execute(f'DROP TABLE IF EXISTS "{name}" CASCADE')
        connection.close()
        shutil.rmtree(self.media, ignore_errors=True)

    def publish(self) -> None:
        call_command("publish", stdout=StringIO())

    def names(self) -> list[str]:
        """The IDs of all backups, oldest first."""
        return [snapshot.id for snapshot in repository.snapshots()]

    def restic(self, *arguments) -> str:
        """What restic itself prints about the repository."""
        env = os.environ | {"RESTIC_REPOSITORY": str(self.backups), "RESTIC_PASSWORD_FILE": str(self.password)}
        return subprocess.run(
            ["restic", *map(str, arguments)], env=env, check=True, capture_output=True
        ).stdout.decode()


@pytest.fixture(scope="session")
def repository_of_restic(tmp_path_factory):
    """An empty repository as restic makes it, and its password."""
    folder, password = tmp_path_factory.mktemp("restic") / "backups", "of the template"
    env = os.environ | {"RESTIC_REPOSITORY": str(folder), "RESTIC_PASSWORD": password}
    subprocess.run(["restic", "init"], env=env, check=True, capture_output=True)
    return folder, password


@pytest.fixture
def cheap(repository_of_restic, monkeypatch, settings):
    """New repositories in folders open at once."""
    ordinary = repository._restic

    def restic(*arguments, **options):
        location = Path(repository._location())
        if arguments != ("init",) or not location.parent.is_dir():
            return ordinary(*arguments, **options)
        own = Path(settings.BACKUP_PASSWORD_FILE).read_text().strip()
        cheap_repository.make(*repository_of_restic, location, own)
        return ""

    monkeypatch.setattr(repository, "_restic", restic)


@pytest.fixture
def site(cheap, django_db_modify_db_settings, django_db_blocker, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.BACKUP_REPOSITORY, settings.BACKUP_PASSWORD_FILE = str(tmp_path / "backups"), tmp_path / "backup-password"
    settings.STORAGES = settings.STORAGES | {
        "published": settings.STORAGES["published"] | {"OPTIONS": {"location": str(tmp_path / "published")}},
    }
    restore.forget_derived()  # of the site of another test
    with django_db_blocker.unblock():
        ordinary, template = connection.settings_dict["NAME"], connection.settings_dict["TEST"]["TEMPLATE"]
        name = f"{DATABASE}{os.getpid()}"
        connections.close_all()
        drop_all()
        with databases.server() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        connection.settings_dict["NAME"] = name
        connections.close_all()  # Django's first connection of all opens the default one by itself
        try:
            yield Site(tmp_path)
        finally:
            connections.close_all()
            connection.settings_dict["NAME"] = ordinary
            drop_all()


def drop_all():
    """Also what killed runs left."""
    with databases.server() as cursor:
        cursor.execute("SELECT datname FROM pg_database")
        names = [name for (name,) in cursor.fetchall()]
    for name in names:
        found = re.match(rf"{DATABASE}(\d+)", name)
        if found and (int(found[1]) == os.getpid() or not alive(int(found[1]))):
            databases.drop(name)


@pytest.fixture
def filled(site, picture):
    """The site with uploads: a picture and its smaller form, a document, and a day in the archive."""
    from media.models import SiteDocument

    picture().get_rendition("width-100")
    SiteDocument.objects.create(title="Bell schedule", file=ContentFile(b"8:00 first bell\n", "bells.txt"))
    (site.published / "archive").mkdir(parents=True)
    (site.published / "archive" / "2026-11-03.json").write_text("{}")
    (site.published / "site").mkdir()
    (site.published / "site" / "index.html").write_text("made again, never backed up")
    return site


@pytest.fixture
def run(capfd):
    """Runs a command; what it and restic printed on both ways."""

    def call(*arguments, **options):
        capfd.readouterr()
        call_command(*map(str, arguments), **options)
        return "".join(capfd.readouterr())

    return call
