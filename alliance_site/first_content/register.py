"""The school register from `content/schools/*.csv`."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from schools.models import AreaResult, Campus, FormerName, Recognition, Result, School, SchoolStateRecord, StateRecord

from .files import csv_rows


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
            cds_code=row["cds_code"],
            nces_id=row["nces_id"],
            charter_number=row["charter_number"],
            name=row["name"],
            authorizer=row["authorizer"],
            school_type=row["soc_type"],
            grades=row["grades_offered"],
            opened=day(row["opened"]),
            closed=day(row["closed"]),
            updated=day(row["last_update"]),
        )
        record.full_clean()
        record.save()
        Result.objects.bulk_create(Result(record=record, **_figure(result)) for result in results[record.cds_code])
    AreaResult.objects.bulk_create(AreaResult(area=row["area"], **_figure(row)) for row in rows("area_results"))


def _figure(row: dict[str, str]) -> dict:
    """Return the fields of a result. A blank value means that the state does not publish it."""
    return {
        "measure": row["measure"],
        "year": row["academic_year"],
        "value": Decimal(row["value"]) if row["value"] else None,
        "count": int(row["count"]) if row["count"] else None,
        "source": row["source"],
    }


def load_schools() -> None:
    """Load campuses and schools, with their former names, recognitions, and links to state records."""
    campuses = {row["key"]: _campus(row) for row in rows("campuses")}
    records = {record.cds_code: record for record in StateRecord.objects.all()}
    former_names, links = grouped("former_names", "school"), grouped("school_records", "school")
    recognitions = grouped("recognitions", "school")
    for row in rows("schools"):
        slug = row["slug"]
        school = School(
            slug=slug,
            name=row["name"],
            level=row["level"],
            lowest_grade=int(row["lowest_grade"]),
            highest_grade=int(row["highest_grade"]),
            campus=campuses[row["campus"]],
            phone=row["phone"],
            website=row["website"],
            opened=day(row["opened"]),
            closed=day(row["closed"]),
            details_as_of=day(row["details_as_of"]),
            details_source=row["details_source"],
        )
        school.former_names = [
            FormerName(
                name=former["name"],
                last_seen=day(former["last_seen"]),
                source=former["source"],
                source_url=former["source_url"],
            )
            for former in former_names[slug]
        ]
        school.record_links = [SchoolStateRecord(record=records[link["cds_code"]]) for link in links[slug]]
        school.recognitions = [
            Recognition(
                title=award["title"], source=award["source"], source_url=award["source_url"], year=int(award["year"])
            )
            for award in recognitions[slug]
        ]
        school.full_clean()
        school.save()


def _campus(row: dict[str, str]) -> Campus:
    campus = Campus(
        street=row["street"],
        city=row["city"],
        state=row["state"],
        zip=row["zip"],
        area=row["area"],
        latitude=Decimal(row["latitude"]) if row["latitude"] else None,
        longitude=Decimal(row["longitude"]) if row["longitude"] else None,
    )
    campus.full_clean()
    campus.save()
    return campus
