"""A published copy in a folder of the test's own, of a site with few schools."""

import shutil
from pathlib import Path

import pytest
from django.core.files.storage import storages

from schools.models import SchoolPage
from toolkit.published_copy.models import Change, Edition, PublishedFile
from toolkit.published_copy.publisher import publishing

FEW = ("gertz-ressler", "odonovan")


class Copy:
    """The files below `root`, as a web server finds them."""

    def __init__(self, root: Path):
        self.root, self.site = root, root / "site"

    def publish(self):
        """Shows every change and looks at everything, as the worker does; the runs."""
        runs = []
        with publishing() as publisher:
            while changes := publisher.pending():
                runs.append(publisher.show(changes))
            runs.append(publisher.sweep_on())
        return runs

    def show(self):
        """Only the first part: what the reference graph and the links say."""
        with publishing() as publisher:
            return publisher.show(publisher.pending())

    def file(self, address: str) -> Path:
        if not address.endswith("/"):
            return self.site / address[1:]
        return next(
            (found for name in ("index.html", "index.atom") if (found := self.site / address[1:] / name).is_file()),
            self.site / address[1:] / "index.html",
        )

    def text(self, address: str) -> str:
        file = self.file(address)
        return file.read_text(encoding="utf-8") if file.is_file() else ""

    def times(self) -> dict[str, int]:
        """When each file was written, by name."""
        return {str(file.relative_to(self.root)): file.stat().st_mtime_ns for file in self.site.rglob("*.*")}

    def addresses(self) -> set[str]:
        return set(PublishedFile.objects.values_list("address", flat=True))


class First:
    """A copy and its manifest, to begin with."""

    def __init__(self, folder: Path):
        self.folder = folder

    def take(self, made: Copy):
        shutil.copytree(made.root, self.folder)
        self.rows = [row for model in (PublishedFile, Edition) for row in model.objects.all()]

    def give(self, made: Copy):
        shutil.copytree(self.folder, made.root)
        for row in self.rows:
            if isinstance(row, PublishedFile):
                row.version = 0  # before any run of the test
            row.pk = None  # a key of this database's own: its sequence does not know those of another
            row.save(force_insert=True)


@pytest.fixture(scope="session")
def first(tmp_path_factory):
    """What the first test that wanted a copy had published: every other one begins with the same site."""
    return First(tmp_path_factory.mktemp("published") / "copy")


@pytest.fixture
def copy(db, settings, tmp_path, first):
    """The copy of a site with two schools, complete, and no change waiting."""
    settings.STORAGES = {
        **settings.STORAGES,
        "published": {
            "BACKEND": "toolkit.published_copy.storage.WholeFileStorage",
            "OPTIONS": {"location": str(tmp_path / "copy")},
        },
    }
    SchoolPage.objects.exclude(slug__in=FEW).update(live=False)
    Change.objects.all().delete()
    made = Copy(Path(storages["published"].location))
    if first.folder.exists():
        first.give(made)
    else:
        Change.objects.create(label="sweep", key="of the test")
        made.publish()
        first.take(made)
    return made
