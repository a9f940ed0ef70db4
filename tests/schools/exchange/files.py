"""School files for tests, in the state's layout and in our own."""

import csv
import io
from pathlib import Path

from openpyxl import Workbook

from schools.changes.engine import apply, content, look
from schools.exchange import export, sheets, uploads
from schools.exchange.plan import Plan, make
from schools.models import Campus, ChangeSet, School, State, StateRecord
from schools.register.following import stored
from tests.factories import reread

DATA = Path(__file__).parent / "data"
TODAY = (DATA / "pubschls_2026-06.txt").read_bytes()
OLD = (DATA / "pubschls_2018-06.csv").read_bytes()
BURTON, MOHAN, MCKINZIE = "19647330108894", "19647330111500", "19647330116509"
NEW = {  # a row of our layout
    "uid": "",
    "name": "Alliance Made Up High",
    "level": "High school",
    "lowest_grade": "9",
    "highest_grade": "12",
    "opened": "8/15/2026",
    "street": "1 Made Up Way",
    "city": "Los Angeles",
    "zip": "900011234",
    "area": "Watts",
    "phone": "+1 213 555 0100",
    "languages": "es en",
}


def state(code: str = "", /, *, drop=(), rename=(), **changes) -> bytes:
    """The state's file with `changes` in the row of `code`, without the columns `drop`, and with others renamed."""
    rows = list(csv.DictReader(io.StringIO(TODAY.decode(), newline=""), delimiter="\t"))
    if code:
        next(row for row in rows if row["CDSCode"] == code).update(changes)
    names = [name for name in rows[0] if name not in drop]
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter="\t", lineterminator="\r\n")
    writer.writerow([dict(rename).get(name, name) for name in names])
    writer.writerows([row[name] for name in names] for row in rows)
    return out.getvalue().encode()


def as_csv(schools=None) -> bytes:
    return b"".join(export.as_csv(schools))


def lines_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def rows_of(data: bytes) -> list[dict]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def edited(data: bytes, slug="burton-tech", /, only=(), **changes) -> bytes:
    """Our export `data` with some cells changed in the row of `slug`, limited to the columns `only` if given."""
    rows = rows_of(data)
    if slug:
        next(row for row in rows if row["slug"] == slug).update(changes)
    return table([list(only or rows[0]), *([row[name] for name in only or row] for row in rows)])


def ours(slug: str = "", /, *, only=(), schools=None, **changes) -> bytes:
    """Our export of now, `edited`."""
    return edited(as_csv(schools), slug, only=only, **changes)


def all_phones() -> bytes:
    return ours().replace(b"(323) ", b"(424) ")


def table(rows: list[list], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


def workbook(rows: list[list]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def locked(data: bytes) -> bytes:
    """The ZIP archive `data` of one file, as if it had a password."""
    found = bytearray(data)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        found[found.index(mark) + place] |= 1
    return bytes(found)


def plan(data: bytes, name: str = "schools.csv", **options) -> Plan:
    return make(sheets.read(name, data), **options)


def received(data: bytes, state=State.CHECKED, **options) -> ChangeSet:
    """A file with its preview, without the worker."""
    change_set = uploads.stored("schools.csv", data, **options)
    look(change_set)
    change_set.state = state
    change_set.save()
    return change_set


def imported(data: bytes, name: str = "schools.csv", *, user=None, **options) -> ChangeSet:
    """The change of the file, imported."""
    change_set = uploads.stored(name, data, **options)
    apply(change_set, user=user, reason="A reason.")
    return reread(change_set)


def register() -> list[dict]:
    """Everything that an import can change, for comparison."""
    found = [stored(model, model.objects.values("pk")) for model in (School, Campus, StateRecord)]
    return [content(records[pk]) for records in found for pk in sorted(records)]


def changes(found: Plan) -> dict[str, dict[str, tuple[str, str]]]:
    """Before and after for each question, by its key, by school name."""
    return {item.name: {one.key: (one.before, one.after) for one in item.differences} for item in found.items}


def school(slug="burton-tech") -> School:
    return School.objects.get(slug=slug)
