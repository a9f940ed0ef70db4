"""A site that may be destroyed: a database beside that of the other tests, uploads and backups of its own."""

import os
import re
import shutil
import subprocess
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.test import override_settings

from media.models import SiteDocument, SiteImage
from tests.hostile.files import picture
from tests.template_database import alive
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

    def names(self) -> list[str]:
        """The IDs of all backups, oldest first."""
        return [snapshot.id for snapshot in repository.snapshots()]

    def restic(self, *arguments) -> str:
        """What restic itself prints about the repository."""
        env = os.environ | {"RESTIC_REPOSITORY": str(self.backups), "RESTIC_PASSWORD_FILE": str(self.password)}
        return subprocess.run(
            ["restic", *map(str, arguments)], env=env, check=True, capture_output=True
        ).stdout.decode()


def values_of(folder: Path) -> dict:
    """The settings of a site in this folder."""
    published = settings.STORAGES["published"] | {"OPTIONS": {"location": str(folder / "published")}}
    return {
        "MEDIA_ROOT": folder / "media",
        "BACKUP_REPOSITORY": str(folder / "backups"),
        "BACKUP_PASSWORD_FILE": folder / "backup-password",
        "STORAGES": settings.STORAGES | {"published": published},
    }


@contextmanager
def on_a_copy_of(template: str, name: str):
    """Work on a new copy of a database."""
    ordinary = connection.settings_dict["NAME"]
    connections.close_all()
    with databases.server() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    connection.settings_dict["NAME"] = name
    connections.close_all()  # Django's first connection of all opens the default one by itself
    try:
        yield
    finally:
        connections.close_all()
        connection.settings_dict["NAME"] = ordinary


@pytest.fixture(scope="session")
def first(django_db_modify_db_settings, django_db_blocker, tmp_path_factory):
    """The folder and the database of a site with uploads and a backup, made once and copied by each test."""
    folder, name = tmp_path_factory.mktemp("first"), f"{DATABASE}first_{os.getpid()}"
    with django_db_blocker.unblock():
        drop_all()
        template = connection.settings_dict["TEST"]["TEMPLATE"]
        with override_settings(**values_of(folder)), on_a_copy_of(template, name):
            fill(folder / "published")
            call_command("backup", stdout=StringIO())
    yield folder, name
    with django_db_blocker.unblock():
        drop_all()


def fill(published: Path):
    """A picture and its smaller form, a document, and a day in the archive."""
    photo = ContentFile(picture(), "photo.png")
    SiteImage.objects.create(title="Photo", description="A plain field", people="no_one", file=photo).get_rendition(
        "width-100"
    )
    SiteDocument.objects.create(title="Bell schedule", file=ContentFile(b"8:00 first bell\n", "bells.txt"))
    (published / "archive").mkdir(parents=True)
    (published / "archive" / "2026-11-03.json").write_text("{}")
    (published / "site").mkdir()
    (published / "site" / "index.html").write_text("made again, never backed up")


@pytest.fixture
def site(first, django_db_blocker, settings, tmp_path):
    """The database of the first site, with empty folders."""
    for name, value in values_of(tmp_path).items():
        setattr(settings, name, value)
    restore.forget_derived()  # of the site of another test
    own = f"{DATABASE}{os.getpid()}"
    with django_db_blocker.unblock(), on_a_copy_of(first[1], own):
        yield Site(tmp_path)
    with django_db_blocker.unblock():
        drop_all(kept=first[1])


def drop_all(kept=""):
    """Also what killed runs left."""
    with databases.server() as cursor:
        cursor.execute("SELECT datname FROM pg_database")
        names = [name for (name,) in cursor.fetchall()]
    for name in names:
        found = re.match(rf"{DATABASE}(?:first_)?(\d+)", name)
        if found and name != kept and (int(found[1]) == os.getpid() or not alive(int(found[1]))):
            databases.drop(name)


@pytest.fixture
def filled(site, first):
    """The first site without its backup."""
    for name in ("media", "published"):
        shutil.copytree(first[0] / name, getattr(site, name))
    return site


@pytest.fixture
def backed_up(filled, first):
    shutil.copytree(first[0] / "backups", filled.backups)
    shutil.copy2(first[0] / "backup-password", filled.password)
    return filled


@pytest.fixture
def run(capfd):
    """Runs a command; what it and restic printed on both ways."""

    def call(*arguments, **options):
        capfd.readouterr()
        call_command(*map(str, arguments), **options)
        return "".join(capfd.readouterr())

    return call


def fails(run, message, *arguments):
    """Run a command, `backup` if none is given, which says that it did not work."""
    with pytest.raises(CommandError, match=message):
        run(*(arguments or ["backup"]))
