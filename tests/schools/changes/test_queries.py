"""An import, and its undo, take the same few queries for each school, however many the file has."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from schools.changes.undo import undo
from schools.models import School
from tests.schools.exchange.files import NEW, imported, ours, table

pytestmark = pytest.mark.django_db
FEW, MANY = 5, 50


def new_schools(count: int) -> bytes:
    rows = [
        NEW | {"name": f"Alliance Made Up {number} of {count}", "street": f"{number} Made Up Way, {count}"}
        for number in range(count)
    ]
    return table([list(NEW), *(list(row.values()) for row in rows)])


def queries(do) -> tuple:
    with CaptureQueriesContext(connection) as captured:
        result = do()
    return result, len(captured)


def more(few: int, many: int) -> float:
    """Queries for each school that only the larger file has."""
    return (many - few) / (MANY - FEW)


def test_new_schools_and_their_undo():
    few, of_few = queries(lambda: imported(new_schools(FEW)))
    many, of_many = queries(lambda: imported(new_schools(MANY)))
    assert School.objects.filter(name__startswith="Alliance Made Up").count() == FEW + MANY
    assert more(of_few, of_many) <= 6  # their rows, campuses, points of ZIP codes, and Wagtail’s index of references
    of_few, of_many = (queries(lambda batch=batch: undo(batch))[1] for batch in (few, many))
    assert more(of_few, of_many) <= 0.2


def test_changes_and_their_undo():
    imported(new_schools(FEW))
    imported(new_schools(MANY))
    batches, costs = [], []
    for count in (FEW, MANY):
        schools = School.objects.filter(name__endswith=f" of {count}")
        data = ours(schools=schools.select_related("campus")).replace(b"(213) 555-0100", b"(213) 555-0142")
        batch, cost = queries(lambda data=data: imported(data))
        batches.append(batch)
        costs.append(cost)
    assert School.objects.filter(phone="(213) 555-0142").count() == FEW + MANY
    assert more(*costs) <= 3
    assert more(*(queries(lambda batch=batch: undo(batch))[1] for batch in batches)) <= 3
