"""The files that belong to the site and cannot be made again."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage, storages

MEDIA, ARCHIVE = "media", "archive"
STAGED, KEPT = ".restoring-", ".before-"  # folders of a restore inside the media folder


def sources() -> dict[str, Storage]:
    """Uploads, and what the site said each day. The published copy itself is made again, so it is not among them."""
    return {MEDIA: storages["default"], ARCHIVE: archive()}


def archive() -> FileSystemStorage:
    published = getattr(settings, "PUBLISHED_ROOT", settings.VAR / "published")
    return FileSystemStorage(location=Path(published) / ARCHIVE)


def paths(storage: Storage, folder: str = "") -> Iterator[str]:
    """Every file in `storage`, in a fixed order, without what a restore keeps there."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in sorted(files):
        yield f"{folder}{name}"
    for name in sorted(folders):
        if folder or not name.startswith((STAGED, KEPT)):
            yield from paths(storage, f"{folder}{name}/")
