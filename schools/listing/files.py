"""Files of the listing as shown: the chosen columns, as people read them.

They cannot be imported. Files for an import come from `schools.exchange.export`.
"""

from collections.abc import Iterator

from schools.exchange.export import workbook
from schools.register.models import School
from toolkit import csv_cells

from .columns import ListingColumn

NAME_WIDTH, WIDTH = 50, 22  # characters


def rows(schools, columns: list[ListingColumn]) -> Iterator[list[str]]:
    """Yield a header, then a row for each of `schools`, in their order."""
    yield [str(School._meta.get_field("name").verbose_name).capitalize(), *(str(column.label) for column in columns)]
    for school in schools:
        yield [school.name, *(column.cell(school) for column in columns)]


def as_csv(schools, columns: list[ListingColumn]) -> list[bytes]:
    """Return the lines, with a byte order mark for spreadsheets. Not lazy, so they are in the active language."""
    return ["\ufeff".encode(), *csv_cells.lines(rows(schools, columns))]


def as_xlsx(schools, columns: list[ListingColumn]) -> bytes:
    return workbook(rows(schools, columns), [NAME_WIDTH, *[WIDTH] * len(columns)])
