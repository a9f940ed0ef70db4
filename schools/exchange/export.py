"""Export the register in our own layout. Importing an unchanged export changes nothing.

Each row ends with its version: a signed copy of its cells, so that an import can tell what the sender changed. As text
without delimiters it survives sorting and deleted rows or columns. It is valid until the site's secret key changes.
"""

from collections.abc import Iterator

from django.core.signing import BadSignature, Signer

from toolkit import csv_cells, workbooks

from .columns import COLUMNS
from .lookup import Register

CSV, XLSX = "csv", "xlsx"
VERSION = "version"  # the last column, hidden in workbooks


def rows(schools=None) -> Iterator[list[workbooks.Value]]:
    """Yield one row for each of `schools` (default: all), in their order."""
    register = Register(schools)
    for school in register.schools:
        values = [column.value(school, register) for column in COLUMNS]
        texts = (("" if value is None else str(value)) for value in values)
        cells = {column.name: text for column, text in zip(COLUMNS, texts, strict=True)}
        yield [*values, _signer().sign_object(cells, compress=True)]


def as_csv(schools=None) -> Iterator[bytes]:
    """Yield the CSV, starting with a byte order mark so that spreadsheets recognize the encoding."""
    yield "\ufeff".encode()
    yield from csv_cells.lines([[*(column.name for column in COLUMNS), VERSION]])
    yield from csv_cells.lines(rows(schools))


def as_xlsx(schools=None) -> bytes:
    version = workbooks.Column(VERSION, is_hidden=True)
    return workbooks.workbook("Schools", [*(column.in_workbook for column in COLUMNS), version], rows(schools))


def read_version(version: str) -> dict[str, str] | None:
    """Return the cells stored in `version`, by column, or None if this site did not sign it."""
    try:
        return _signer().unsign_object(version)
    except BadSignature:
        return None


def _signer() -> Signer:
    return Signer(salt="schools.exchange.versions")
