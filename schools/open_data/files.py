"""The open data files and their streamed contents."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial

from django.conf import settings
from django.core.cache import cache
from django.utils import translation
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from schools.states import current
from toolkit import csv_cells

from . import rows
from .columns import POINT, REQUIREMENT, RESULT, SCHOOL, Column, as_cell, as_json, shown
from .version import REQUIRED, Version, full_url

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def members(columns: Iterable[Column]) -> dict:
    """Return the schema of an object with exactly these members. Optional members may be null."""
    return closed_object({column.name: member(column) for column in columns})


def closed_object(properties: dict) -> dict:
    return {"type": "object", "properties": properties, "required": [*properties], "additionalProperties": False}


def member(column: Column) -> dict:
    unit = f" Unit: {column.unit}." if column.unit else ""
    found = {**column.kind.schema, "description": f"{column.meaning}{unit} Source: {column.source}."}
    if column.items:
        return {**found, "items": members(column.items)}
    if not column.required:
        found["type"] = [found["type"], "null"]
        if "enum" in found:
            found["enum"] = [*found["enum"], None]
    return found


NOTICE = "Research, not legal advice. Counsel has yet to confirm each entry that says so."
CACHE_SECONDS = 7 * 24 * 3600  # seconds to cache sizes; a version's sizes never change


@dataclass(frozen=True)
class Table:
    """What is published in several formats. `texts` stand beside the rows in JSON, each with its meaning, if not blank.

    `of_state`: only with a state.
    """

    name: str
    all_columns: tuple[Column, ...]
    rows: Callable[..., Iterable]  # of a request
    title: str = ""
    texts: dict[str, tuple[str, str]] = field(default_factory=dict)
    of_state: bool = False

    @property
    def columns(self) -> list[Column]:
        return shown(self.all_columns)

    @property
    def notes(self) -> list[tuple[str, str, str]]:
        return [(name, str(text), meaning) for name, (text, meaning) in self.texts.items() if str(text)]

    def schema_address(self, request) -> str:
        return full_url(request, f"{self.name}.schema.json")


CREDITED = {"credit": (lazy(lambda: current().department, str)(), "Whom to name as the source.")}
SCHOOLS = Table("schools", SCHOOL, rows.schools, f"Schools of {settings.WAGTAIL_SITE_NAME}", CREDITED)
RESULTS = Table("results", RESULT, rows.results, of_state=True)
NOTES = {"notice": (NOTICE, "What it is not.")}
POSTINGS = Table(REQUIRED, REQUIREMENT, rows.required, "Required postings", NOTES, of_state=True)


@dataclass(frozen=True)
class DataFile:
    """One file. `chunks(request, version)` yields its bytes, reading the database as they are sent."""

    name: str
    form: str
    content: str
    content_type: str
    chunks: Callable[..., Iterator[bytes]]
    of_state: bool = False

    def size(self, request, version: Version) -> int:
        """Return the file's size in bytes. Computed once per version by writing the file, which is in no language."""
        key = f"open-data:{self.name}:{version.tag}"
        with translation.override(settings.LANGUAGE_CODE):
            return cache.get_or_set(key, lambda: sum(map(len, self.chunks(request, version))), CACHE_SECONDS)


def csv_of(table: Table, request, version) -> Iterator[bytes]:
    yield from csv_cells.lines([[column.name for column in table.columns]])
    yield from csv_cells.lines([as_cell(column.of(row)) for column in table.columns] for row in table.rows(request))


def json_of(table: Table, request, version) -> Iterator[bytes]:
    head = {"$schema": table.schema_address(request), **about(table, version)}
    return wrapped(head, table.name, (as_object(table.columns, row) for row in table.rows(request)))


def schema_of(table: Table, request, version) -> Iterator[bytes]:
    address = table.schema_address(request)
    properties = {
        "$schema": {"const": address, "description": "Address of this schema."},
        "changed": {"type": "string", "format": "date-time", "description": "When the data last changed."},
        **{name: {"type": "string", "description": meaning} for name, _text, meaning in table.notes},
        table.name: {"type": "array", "items": members(table.columns)},
    }
    schema = {"$schema": DIALECT, "$id": address, "title": table.title, **closed_object(properties)}
    yield f"{json.dumps(schema, indent=2, ensure_ascii=False)}\n".encode()


def geojson_of(table: Table, request, version) -> Iterator[bytes]:
    """RFC 7946: longitude first, WGS 84 (CRS84). The geometry is null if the school's point is unknown."""
    columns = [column for column in table.columns if column.name not in POINT]
    features = (
        {
            "type": "Feature",
            "id": row.uid.urn,
            "geometry": row.campus.point and {"type": "Point", "coordinates": row.campus.point[::-1]},
            "properties": as_object(columns, row),
        }
        for row in table.rows(request)
    )
    return wrapped({"type": "FeatureCollection", **about(table, version)}, "features", features)


def about(table: Table, version: Version) -> dict:
    return {"changed": as_json(version.changed), **{name: text for name, text, _meaning in table.notes}}


def as_object(columns: Iterable[Column], row) -> dict:
    return {column.name: as_json(column.of(row)) for column in columns}


def wrapped(head: dict, name: str, items: Iterable[dict]) -> Iterator[bytes]:
    """Yield the JSON object `head` with the list `items` as its last member `name`, one item per line."""
    yield f"{dumps(head)[:-1]}, {dumps(name)}: [".encode()
    for number, item in enumerate(items):
        yield f"{',' if number else ''}\n{dumps(item)}".encode()
    yield b"\n]}\n"


def dumps(value) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _file(table: Table, form: str, content: str) -> DataFile:
    ending, content_type, write = FORMS[form]
    return DataFile(f"{table.name}.{ending}", form, content, content_type, partial(write, table), table.of_state)


FORMS = {
    "CSV": ("csv", "text/csv; charset=utf-8; header=present", csv_of),
    "JSON": ("json", "application/json", json_of),
    "GeoJSON": ("geojson", "application/geo+json", geojson_of),
    "JSON Schema": ("schema.json", "application/schema+json", schema_of),
}
WHAT = _("What charter schools have to post, by which law, and where: one entry per row. For any network to use.")
FILES = {
    file.name: file
    for file in (
        _file(SCHOOLS, "CSV", _("Every school, one per row, for spreadsheets.")),
        _file(SCHOOLS, "JSON", _("The same data for software, with all former names and state records.")),
        _file(SCHOOLS, "GeoJSON", _("The same as points for maps: longitude first, WGS 84.")),
        _file(RESULTS, "CSV", _("State data: one number per row, by year.")),
        _file(SCHOOLS, "JSON Schema", _("The schema of schools.json, for validation.")),
        _file(POSTINGS, "CSV", WHAT),
        _file(POSTINGS, "JSON", _("The same list for software.")),
        _file(POSTINGS, "JSON Schema", _("The schema of required-postings.json, for validation.")),
    )
}


def listed() -> list[DataFile]:
    """Return the files that the site publishes."""
    return [file for file in FILES.values() if current().key or not file.of_state]
