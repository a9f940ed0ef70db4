"""A published copy in a temporary folder, for a site with few schools."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from media.models import SiteDocument
from pages.models import AboutPage
from schools.models import SchoolPage
from toolkit.published_copy.models import Change, Edition, PublishedFile
from toolkit.published_copy.publisher import publishing

PDF = b"%PDF-1.4 agenda"
FEW = ("gertz-ressler", "odonovan")


class Copy:
    """Files below `root`, found as a web server would."""

    def __init__(self, root: Path):
        self.root, self.site = root, root / "site"

    def publish(self, asked_for=""):
        """Publish all changes and run a full sweep, as the worker does; return the runs.

        A `sweep` or a `check` can be `asked_for`, also without changes.
        """
        if asked_for:
            Change.objects.create(label=asked_for, key="of the test")
        runs = []
        with publishing() as publisher:
            while changes := publisher.pending():
                runs.append(publisher.show(changes))
            runs.append(publisher.sweep_on())
        return runs

    def show(self):
        """Run only the first step, which uses the reference graph and the links."""
        with publishing() as publisher:
            return publisher.show(publisher.pending())

    def file(self, address: str) -> Path:
        if not address.endswith("/"):
            return self.site / address[1:]
        folder = self.site / address[1:]
        files = [folder / name for name in ("index.html", "index.atom", "index.ics")]
        return next(filter(Path.is_file, files), files[0])

    def text(self, address: str) -> str:
        file = self.file(address)
        return file.read_text(encoding="utf-8") if file.is_file() else ""

    def times(self) -> dict[str, int]:
        """Return when each file was written, by name."""
        return {str(file.relative_to(self.root)): file.stat().st_mtime_ns for file in self.site.rglob("*.*")}

    def addresses(self) -> set[str]:
        return set(PublishedFile.objects.values_list("address", flat=True))


class First:
    """A fresh copy and its manifest."""

    def __init__(self, folder: Path):
        self.folder = folder

    def take(self, made: Copy):
        shutil.copytree(made.root, self.folder)
        self.rows = {model: list(model.objects.all()) for model in (PublishedFile, Edition)}
        for file in self.rows[PublishedFile]:
            file.version = 0  # before any run of the next tests

    def give(self, made: Copy):
        shutil.copytree(self.folder, made.root)
        for model, rows in self.rows.items():
            for row in rows:
                row.pk = None  # a key from this database; its sequence does not know keys of another one
            model.objects.bulk_create(rows)


@pytest.fixture(scope="session")
def first(tmp_path_factory):
    """The copy that the first test published; all others start from the same site."""
    return First(tmp_path_factory.mktemp("published") / "copy")


@pytest.fixture
def copy(db, settings, tmp_path, first):
    """The complete copy of a site with two schools, without pending changes."""
    settings.STORAGES = {
        **settings.STORAGES,
        "published": {
            "BACKEND": "toolkit.atomic_files.WholeFileStorage",
            "OPTIONS": {"location": str(tmp_path / "copy")},
        },
    }
    SchoolPage.objects.exclude(slug__in=FEW).update(live=False)
    Change.objects.all().delete()
    made = Copy(Path(storages["published"].location))
    if first.folder.exists():
        first.give(made)
    else:
        made.publish("sweep")
        first.take(made)
    return made


def about():
    return AboutPage.objects.get(locale__language_code="en")


def edit(page=None, **fields):
    """Publish a page, by default “About”, with other fields."""
    page = (page or about()).specific
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()


def upload(name="agenda.pdf", content=PDF, **values):
    paper = SiteDocument.objects.create(title="Agenda", file=ContentFile(content, name=name), **values)
    paper.get_file_hash()  # as in the editor's form
    return paper


def back(days):
    """Move all past versions further into the past."""
    for edition in Edition.objects.all():
        edition.since -= timedelta(days=days)
        edition.until = edition.until and edition.until - timedelta(days=days)
        edition.save()
