"""A published copy in a temporary folder, for a site with few schools."""

import shutil
from pathlib import Path

import pytest
from django.core.files.storage import storages

from pages.models import AboutPage
from schools.models import SchoolPage
from toolkit.published_copy.models import Change, Edition, PublishedFile
from toolkit.published_copy.publisher import publishing

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


@pytest.fixture(scope="session")
def first(tmp_path_factory):
    """The folder and the manifest of the copy that the first test published; all others start from the same site."""
    return tmp_path_factory.mktemp("published") / "copy", []


@pytest.fixture
def copy(db, settings, tmp_path, first):
    """The complete copy of a site with two schools, without pending changes."""
    options = {"location": str(tmp_path / "copy")}
    published = {"BACKEND": "toolkit.atomic_files.WholeFileStorage", "OPTIONS": options}
    settings.STORAGES = settings.STORAGES | {"published": published}
    SchoolPage.objects.exclude(slug__in=FEW).update(live=False)
    Change.objects.all().delete()
    made = Copy(Path(storages["published"].location))
    folder, rows = first
    if not folder.exists():
        made.publish("sweep")
        shutil.copytree(made.root, folder)
        PublishedFile.objects.update(version=0)  # before any run of the next tests
        rows += [*PublishedFile.objects.all(), *Edition.objects.all()]
        return made
    shutil.copytree(folder, made.root)
    for row in rows:
        row.pk = None  # a key from this database; its sequence does not know keys of another one
    PublishedFile.objects.bulk_create(row for row in rows if isinstance(row, PublishedFile))
    Edition.objects.bulk_create(row for row in rows if isinstance(row, Edition))
    return made


def about():
    return AboutPage.objects.get(locale__language_code="en")


def edit(page=None, **fields):
    """Publish a page, by default “About”, with other fields."""
    page = (page or about()).specific
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()
