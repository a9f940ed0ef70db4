"""The school register from `content/schools/*.csv`, and the finder's places from `content/places/`."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from operator import attrgetter
from statistics import mean

from django.db.models import DateField

from schools import models
from schools.finder.folding import fold
from schools.register.grades import grade_of

from .files import CONTENT, csv_rows


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of `content/schools/<name>.csv`."""
    return csv_rows(f"schools/{name}.csv")


def grouped(name: str, column: str) -> dict[str, list[dict[str, str]]]:
    groups = defaultdict(list)
    for row in rows(name):
        groups[row[column]].append(row)
    return groups


def of_row(model, row: dict[str, str], **links):
    """Return an object of `model` with `links`, and with the cells of a row that are named as its fields."""
    fields = [field for field in model._meta.fields if field.name in row and not field.is_relation]
    return model(**links, **{field.name: _value(field, row[field.name]) for field in fields})


def _value(field, cell):
    """Return what a field reads in a cell: its default if it is blank, the first day of an ISO month."""
    if isinstance(field, DateField) and len(cell) == 7:
        cell += "-01"
    return field.get_default() if cell == "" else field.to_python(cell)


def save(record):
    record.full_clean()
    record.save()
    return record


def load_records() -> None:
    """Load the state records with their yearly results, and the results of the district and the state."""
    results = grouped("results", "cds_code")
    for row in rows("state_records"):
        own = {"school_type": row["soc_type"], "grades": row["grades_offered"], "updated": row["last_update"]}
        record = save(of_row(models.StateRecord, row | own))
        found = [_result(models.Result, one, record=record) for one in results[record.cds_code]]
        models.Result.objects.bulk_create(found)
    models.AreaResult.objects.bulk_create(_result(models.AreaResult, row) for row in rows("area_results"))


def _result(model, row: dict[str, str], **links):
    return of_row(model, row | {"year": row["academic_year"]}, **links)


def load_schools() -> None:
    """Load campuses and schools, with their former names, recognitions, and links to state records."""
    campuses = {row["key"]: save(of_row(models.Campus, row)) for row in rows("campuses")}
    records = {record.cds_code: record for record in models.StateRecord.objects.all()}
    former_names, links = grouped("former_names", "school"), grouped("school_records", "school")
    recognitions = grouped("recognitions", "school")
    for row in rows("schools"):
        slug = row["slug"]
        grades = {name: grade_of(row[name]) for name in ("lowest_grade", "highest_grade")}
        school = of_row(models.School, row | grades, campus=campuses[row["campus"]])
        school.former_names = [of_row(models.FormerName, former) for former in former_names[slug]]
        school.record_links = [models.SchoolStateRecord(record=records[link["cds_code"]]) for link in links[slug]]
        school.recognitions = [of_row(models.Recognition, award) for award in recognitions[slug]]
        save(school)


def load_places() -> None:
    """Load `content/places/`. Staff do not edit places, so every run replaces them if the files have changed."""
    if not (CONTENT / "places/places.csv").exists():
        return
    places = list(map(_place, csv_rows("places/places.csv")))
    places += _regions(places)
    fields = [field.name for field in models.Place._meta.fields if not field.primary_key]
    if set(map(attrgetter(*fields), places)) != set(models.Place.objects.values_list(*fields)):
        models.Place.objects.all().delete()
        models.Place.objects.bulk_create(places, batch_size=1000)


def _place(row: dict) -> models.Place:
    return of_row(models.Place, row | {"folded": fold(row["name"]), "region": ""})


def _regions(places: Iterable[models.Place]) -> Iterator[models.Place]:
    """Yield the regions of `content/places/regions.csv`, each in the middle of its places, and note them there."""
    by_name = {place.full_name: place for place in places}
    for row in csv_rows("places/regions.csv"):
        inside = [by_name[name] for name in row["places"].split("; ") if name in by_name]
        for place in inside:
            place.region = row["region"]
        middle = {name: round(mean(map(attrgetter(name), inside)), 5) for name in ("latitude", "longitude")}
        yield _place({"kind": models.PlaceKind.REGION, "name": row["region"], "qualifier": "", **middle})
