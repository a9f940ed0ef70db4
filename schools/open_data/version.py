"""The version of the open data, computed without writing the files, and its URLs on the site's own host."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.db.models import Count, Max
from django.urls import reverse

from pages.routing.sites import find_site
from schools.postings.models import Requirement
from schools.register import record_fields
from schools.register.changes import last_change
from toolkit import csv_cells

# A new release may write the same data differently.
SOURCES = [*sorted(Path(__file__).parent.glob("*.py")), Path(csv_cells.__file__), Path(record_fields.__file__)]
CODE = b"".join(path.read_bytes() for path in SOURCES)
REQUIRED = "required-postings"  # the names of its files begin so; all others are of the register


def root_url(request) -> str:
    """Return the site's root URL without a trailing slash."""
    site = find_site(request)
    return site.root_url if site else request.build_absolute_uri("/").rstrip("/")


def full_url(request, name: str) -> str:
    """Return the full URL for the URL pattern `name`."""
    return f"{root_url(request)}{reverse(name)}"


@dataclass(frozen=True)
class Version:
    """When the published data last changed, and a `tag` that changes whenever the files may change."""

    changed: datetime
    tag: str


def version(request, name: str = "") -> Version:
    """Return the current version of the file `name`, or of the register. At most three queries, once for a request.

    The tag includes the site's root URL, because the files contain full URLs.
    """
    of_list = name.startswith(REQUIRED)
    versions = request.__dict__.setdefault("_open_data_versions", {})
    if of_list not in versions:
        changed, count = _list_changed() if of_list else (last_change(), 0)
        content = f"{changed.isoformat()} {count} {root_url(request)} ".encode()
        versions[of_list] = Version(changed, hashlib.sha256(content + CODE).hexdigest()[:20])
    return versions[of_list]


def _list_changed() -> tuple[datetime, int]:
    """Return when an entry of the list last changed, and their number, because a deleted one leaves no time."""
    found = Requirement.objects.aggregate(changed=Max("changed"), count=Count("pk"))
    return found["changed"] or datetime.fromtimestamp(0, UTC), found["count"]


def etag(request, name: str) -> str:
    return f'"{version(request, name).tag}"'


def last_modified(request, name: str) -> datetime:
    return version(request, name).changed
