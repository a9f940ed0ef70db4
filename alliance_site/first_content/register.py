"""The school register from `content/schools/*.csv`, and the finder's places from `content/places/`."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from operator import attrgetter
from statistics import mean

from schools.finder.folding import fold
from schools.models import (
    AreaResult,
    Campus,
    FormerName,
    Place,
    PlaceKind,
    Recognition,
    Result,
    School,
    SchoolStateRecord,
    StateRecord,
)
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


def day(text: str) -> date | None:
    """Parse an ISO date, or an ISO month as its first day. Return None for a blank."""
    return date.fromisoformat(text if len(text) != 7 else f"{text}-01") if text else None


def load_records() -> None:
    """Load the state records with their yearly results, and the results of the district and the state."""
    results = grouped("results", "cds_code")
    for row in rows("state_records"):
        record = StateRecord(
            school_type=row["soc_type"],
            grades=row["grades_offered"],
            updated=day(row["last_update"]),
            **_texts(row, "cds_code", "nces_id", "charter_number", "name", "authorizer"),
            **_days(row, "opened", "closed"),
        )
        record.full_clean()
        record.save()
        Result.objects.bulk_create(Result(record=record, **_figure(result)) for result in results[record.cds_code])
    AreaResult.objects.bulk_create(AreaResult(area=row["area"], **_figure(row)) for row in rows("area_results"))


def _texts(row: dict[str, str], *names: str) -> dict[str, str]:
    return {name: row[name] for name in names}


def _days(row: dict[str, str], *names: str) -> dict[str, date | None]:
    return {name: day(row[name]) for name in names}


def _number(text: str) -> Decimal | None:
    """Parse a number. A blank value means that nobody knows or publishes it."""
    return Decimal(text) if text else None


def _figure(row: dict) -> dict:
    """Return the fields of a result."""
    numbers = {"value": _number(row["value"]), "count": int(row["count"]) if row["count"] else None}
    return {"year": row["academic_year"], **_texts(row, "measure", "source"), **numbers}


def load_schools() -> None:
    """Load campuses and schools, with their former names, recognitions, and links to state records."""
    campuses = {row["key"]: _campus(row) for row in rows("campuses")}
    records = {record.cds_code: record for record in StateRecord.objects.all()}
    former_names, links = grouped("former_names", "school"), grouped("school_records", "school")
    recognitions = grouped("recognitions", "school")
    for row in rows("schools"):
        slug = row["slug"]
        school = School(
            campus=campuses[row["campus"]],
            lowest_grade=grade_of(row["lowest_grade"]),
            highest_grade=grade_of(row["highest_grade"]),
            **_texts(row, "slug", "name", "level", "phone", "website", "details_source"),
            **_days(row, "opened", "closed", "details_as_of"),
        )
        school.former_names = [
            FormerName(**_texts(former, "name", "source", "source_url"), **_days(former, "last_seen"))
            for former in former_names[slug]
        ]
        school.record_links = [SchoolStateRecord(record=records[link["cds_code"]]) for link in links[slug]]
        school.recognitions = [
            Recognition(year=int(award["year"]), **_texts(award, "title", "source", "source_url"))
            for award in recognitions[slug]
        ]
        school.full_clean()
        school.save()


def _campus(row: dict[str, str]) -> Campus:
    point = {name: _number(row[name]) for name in ("latitude", "longitude")}
    campus = Campus(**_texts(row, "street", "city", "state", "zip", "area"), **point)
    campus.full_clean()
    campus.save()
    return campus


def load_places() -> None:
    """Load `content/places/`. Staff do not edit places, so every run replaces them if the files have changed."""
    if not (CONTENT / "places/places.csv").exists():
        return
    places = [_place(row["kind"], row["name"], row["qualifier"], row) for row in csv_rows("places/places.csv")]
    places += _regions(places)
    fields = [field.name for field in Place._meta.fields if not field.primary_key]
    if set(map(attrgetter(*fields), places)) != set(Place.objects.values_list(*fields)):
        Place.objects.all().delete()
        Place.objects.bulk_create(places, batch_size=1000)


def _place(kind: str, name: str, qualifier: str, point: dict) -> Place:
    latitude, longitude = float(point["latitude"]), float(point["longitude"])
    return Place(
        kind=kind, name=name, qualifier=qualifier, folded=fold(name), latitude=latitude, longitude=longitude, region=""
    )


def _regions(places: Iterable[Place]) -> Iterator[Place]:
    """Yield the regions of `content/places/regions.csv`, each in the middle of its places, and note them there."""
    by_name = {place.full_name: place for place in places}
    for row in csv_rows("places/regions.csv"):
        inside = [by_name[name] for name in row["places"].split("; ") if name in by_name]
        for place in inside:
            place.region = row["region"]
        middle = {name: round(mean(map(attrgetter(name), inside)), 5) for name in ("latitude", "longitude")}
        yield _place(PlaceKind.REGION, row["region"], "", middle)
