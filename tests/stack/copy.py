"""A published copy for tests: what Django's test client gets of each public address, as files."""

import gzip
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import brotli
from django.http.response import HttpResponseBase
from django.test import Client

FURTHER = [
    "/robots.txt",
    "/sitemap.xml",
    "/site.webmanifest",
    "/stories/feed/",
    "/data/changes.atom",
    "/data/schools.csv",
    "/data/results.csv",
    "/data/schools.json",
    "/data/schools.geojson",
    "/data/schools.schema.json",
]
TEXT = ("text/", "application/", "image/svg")
ATOM = "application/atom+xml"


def addresses() -> list[str]:
    """Every public address: those of the sitemap, and what it does not list."""
    sitemap = ElementTree.fromstring(Client().get("/sitemap.xml").content)
    return [*(urlsplit(place.text).path for place in sitemap.iterfind("{*}url/{*}loc")), *FURTHER]


def save(root: Path, wanted: list[str]) -> dict[str, HttpResponseBase]:
    """Writes the copy of the addresses `wanted` into `root`, the PUBLISHED_ROOT; what the site answered to each."""
    client, answers = Client(), {}
    for address in wanted:
        response = answers[address] = client.get(address)
        assert response.status_code == 200, address
        content = response.kept = b"".join(response)
        file = root / "site" / name(address, response["Content-Type"])
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        if response["Content-Type"].startswith(TEXT):
            Path(f"{file}.gz").write_bytes(gzip.compress(content, mtime=0))
            Path(f"{file}.br").write_bytes(brotli.compress(content, quality=4))
    return answers


def name(address: str, content_type: str) -> str:
    """Where an address is below `site/`."""
    if address.endswith("/"):
        address += "index.atom" if content_type.startswith(ATOM) else "index.html"
    return address.removeprefix("/")


def redirects(root: Path, moved: dict[str, str], found: dict[str, str]) -> None:
    """The maps of permanent and of temporary redirects."""
    (root / "nginx").mkdir(parents=True, exist_ok=True)
    for kind, pairs in (("moved", moved), ("found", found)):
        lines = [f'"{old}{slash}" "{new}";\n' for old, new in pairs.items() for slash in ("", "/")]
        (root / "nginx" / f"{kind}.map").write_text("".join(lines), encoding="utf-8")
