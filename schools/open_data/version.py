"""The version of the open data, computed without writing the files."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from schools.register import record_fields
from schools.register.changes import last_change
from toolkit import csv_cells

from .addresses import root_url

# A new release may write the same data differently.
SOURCES = [*sorted(Path(__file__).parent.glob("*.py")), Path(csv_cells.__file__), Path(record_fields.__file__)]
CODE = b"".join(path.read_bytes() for path in SOURCES)


@dataclass(frozen=True)
class Version:
    """When the published register last changed, and a `tag` that changes whenever the files may change."""

    changed: datetime
    tag: str


def version(request) -> Version:
    """Return the current version, cached on the request. Three queries.

    The tag includes the site's root URL, because the files contain full URLs.
    """
    if not hasattr(request, "_open_data_version"):
        changed = last_change()
        content = f"{changed.isoformat()} {root_url(request)} ".encode()
        request._open_data_version = Version(changed, hashlib.sha256(content + CODE).hexdigest()[:20])
    return request._open_data_version


def etag(request, *args, **kwargs) -> str:
    return f'"{version(request).tag}"'


def last_modified(request, *args, **kwargs) -> datetime:
    return version(request).changed
