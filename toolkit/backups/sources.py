"""The files that belong to the site and cannot be made again."""

from collections.abc import Iterator

from django.core.files.storage import Storage, storages

from toolkit.published_copy.archive import FOLDER

MEDIA, ARCHIVE = "media", "archive"
STAGED, KEPT = ".restoring-", ".before-"  # folders of a restore inside the media folder


def sources() -> list[tuple[str, Storage, str]]:
    """Name, storage and folder there: uploads, and what the site said each day.

    The published copy itself is made again, so it is not among them.
    """
    return [(MEDIA, storages["default"], ""), (ARCHIVE, *archive())]


def archive() -> tuple[Storage, str]:
    return storages["published"], f"{FOLDER}/"


def paths(storage: Storage, folder: str = "") -> Iterator[str]:
    """Every file below `folder` ("" or "name/") of `storage`, in a fixed order, without what a restore keeps there."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in sorted(files):
        yield f"{folder}{name}"
    for name in sorted(folders):
        if folder or not name.startswith((STAGED, KEPT)):
            yield from paths(storage, f"{folder}{name}/")
