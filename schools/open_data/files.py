"""The open data files and their streamed contents."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from toolkit import csv_cells

from . import rows
from .addresses import full_url
from .columns import POINT, REQUIREMENT, RESULT, SCHOOL, Column
from .data_types import as_cell, as_json
from .schema import schema
from .version import REQUIRED, Version

CREDIT = "California Department of Education"
CSV = "text/csv; charset=utf-8; header=present"
CACHE_SECONDS = 7 * 24 * 3600  # seconds to cache sizes; a version's sizes never change


@dataclass(frozen=True)
class DataFile:
    """One file. `chunks(request, version)` yields its bytes, reading the register as they are sent."""

    name: str
    form: str
    content: str
    content_type: str
    chunks: Callable[..., Iterator[bytes]]

    @property
    def address(self) -> str:
        return reverse(self.name)

    def size(self, request, version: Version) -> int:
        """Return the file's size in bytes. Computed once per version by writing the file, which is in no language."""
        key = f"open-data:{self.name}:{version.tag}"
        with translation.override(settings.LANGUAGE_CODE):
            return cache.get_or_set(key, lambda: sum(map(len, self.chunks(request, version))), CACHE_SECONDS)


def table(columns: tuple[Column, ...], items: Iterable) -> Iterator[bytes]:
    yield from csv_cells.lines([[column.name for column in columns]])
    yield from csv_cells.lines([as_cell(column.of(row)) for column in columns] for row in items)


def wrapped(head: dict, name: str, items: Iterable[dict]) -> Iterator[bytes]:
    """Yield the JSON object `head` with the list `items` as its last member `name`, one item per line."""
    yield f"{dumps(head)[:-1]}, {dumps(name)}: [".encode()
    for number, item in enumerate(items):
        yield f"{',' if number else ''}\n{dumps(item)}".encode()
    yield b"\n]}\n"


def dumps(value) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def as_object(columns: Iterable[Column], row) -> dict:
    return {column.name: as_json(column.of(row)) for column in columns}


def about(version: Version) -> dict:
    return {"changed": as_json(version.changed), "credit": CREDIT}


def schools_csv(request, version):
    return table(SCHOOL, rows.schools(request))


def results_csv(request, version):
    return table(RESULT, rows.results())


def required_csv(request, version):
    return table(REQUIREMENT, rows.required())


def schools_json(request, version):
    head = {"$schema": full_url(request, SCHEMA), **about(version)}
    return wrapped(head, "schools", (as_object(SCHOOL, row) for row in rows.schools(request)))


def required_json(request, version):
    changed = as_json(version.changed)
    head = {"$schema": full_url(request, REQUIRED_SCHEMA), "changed": changed, "notice": NOTICE}
    return wrapped(head, "postings", (as_object(REQUIREMENT, row) for row in rows.required()))


def schools_geojson(request, version):
    """RFC 7946: longitude first, WGS 84 (CRS84). The geometry is null if the school's point is unknown."""
    columns = [column for column in SCHOOL if column.name not in POINT]
    features = (
        {
            "type": "Feature",
            "id": row.uid.urn,
            "geometry": geometry(row.campus),
            "properties": as_object(columns, row),
        }
        for row in rows.schools(request)
    )
    return wrapped({"type": "FeatureCollection", **about(version)}, "features", features)


def geometry(campus) -> dict | None:
    if campus.latitude is None or campus.longitude is None:
        return None
    return {"type": "Point", "coordinates": [as_json(campus.longitude), as_json(campus.latitude)]}


def schools_schema(request, version):
    about = {"credit": "Whom to name as the source."}
    found = schema(full_url(request, SCHEMA), f"Schools of {settings.WAGTAIL_SITE_NAME}", about, "schools", SCHOOL)
    return indented(found)


def required_schema(request, version):
    about = {"notice": "What the list is not."}
    return indented(schema(full_url(request, REQUIRED_SCHEMA), "Required postings", about, "postings", REQUIREMENT))


def indented(value: dict) -> Iterator[bytes]:
    yield f"{json.dumps(value, indent=2, ensure_ascii=False)}\n".encode()


JSON, JSON_SCHEMA = "application/json", "application/schema+json"
SCHEMA, REQUIRED_SCHEMA = "schools.schema.json", "required-postings.schema.json"
NOTICE = "Research, not legal advice. Counsel has yet to confirm each entry that says so."
FILES = {
    file.name: file
    for file in (
        DataFile("schools.csv", "CSV", _("Every school, one per row, for spreadsheets."), CSV, schools_csv),
        DataFile(
            "schools.json",
            "JSON",
            _("The same data for software, with all former names and state records."),
            JSON,
            schools_json,
        ),
        DataFile(
            "schools.geojson",
            "GeoJSON",
            _("The same as points for maps: longitude first, WGS 84."),
            "application/geo+json",
            schools_geojson,
        ),
        DataFile("results.csv", "CSV", _("State data: one number per row, by year."), CSV, results_csv),
        DataFile(SCHEMA, "JSON Schema", _("The schema of schools.json, for validation."), JSON_SCHEMA, schools_schema),
        DataFile(
            f"{REQUIRED}.csv",
            "CSV",
            _("What charter schools have to post, by which law, and where: one entry per row. For any network to use."),
            CSV,
            required_csv,
        ),
        DataFile(f"{REQUIRED}.json", "JSON", _("The same list for software."), JSON, required_json),
        DataFile(
            REQUIRED_SCHEMA,
            "JSON Schema",
            _("The schema of required-postings.json, for validation."),
            JSON_SCHEMA,
            required_schema,
        ),
    )
}
