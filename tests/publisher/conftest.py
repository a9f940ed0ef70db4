"""A published copy in a folder of the test's own, of a site with few schools."""

from pathlib import Path

import pytest
from django.core.files.storage import storages

from alliance_site.publisher.models import Change, PublishedFile
from alliance_site.publisher.publisher import publishing
from schools.models import SchoolPage

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


@pytest.fixture
def copy(db, settings, tmp_path):
    """The copy of a site with two schools, complete, and no change waiting."""
    settings.STORAGES = {
        **settings.STORAGES,
        "published": {
            "BACKEND": "alliance_site.publisher.storage.WholeFileStorage",
            "OPTIONS": {"location": str(tmp_path / "copy")},
        },
    }
    SchoolPage.objects.exclude(slug__in=FEW).update(live=False)
    Change.objects.all().delete()
    Change.objects.create(label="sweep", key="of the test")
    made = Copy(Path(storages["published"].location))
    made.publish()
    return made
