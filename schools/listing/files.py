"""Files of the listing as shown: the chosen columns, as people read them.

They cannot be imported. Files for an import come from `schools.exchange.export`.
"""

from collections.abc import Iterator

from schools.register.models import School
from toolkit import csv_cells, workbooks

from .columns import ListingColumn

NAME_WIDTH, WIDTH = 50, 22  # characters


def heads(columns: list[ListingColumn]) -> list[str]:
    return [str(School._meta.get_field("name").verbose_name).capitalize(), *(str(column.label) for column in columns)]


def rows(schools, columns: list[ListingColumn]) -> Iterator[list[workbooks.Value]]:
    """Yield a row for each of `schools`, in their order."""
    for school in schools:
        yield [school.name, *(column.cell(school) for column in columns)]


def as_csv(schools, columns: list[ListingColumn]) -> list[bytes]:
    """Return the lines, with a byte order mark for spreadsheets. Not lazy, so they are in the active language."""
    return ["\ufeff".encode(), *csv_cells.lines([heads(columns), *rows(schools, columns)])]


def as_xlsx(schools, columns: list[ListingColumn]) -> bytes:
    widths = [NAME_WIDTH, *[WIDTH] * len(columns)]
    head = [workbooks.Column(*pair) for pair in zip(heads(columns), widths, strict=True)]
    return workbooks.workbook("Schools", head, rows(schools, columns))
