"""The school register from `content/schools/*.csv`."""

import csv
from collections import defaultdict
from datetime import date
from decimal import Decimal

from schools.models import AreaResult, Campus, FormerName, Recognition, Result, School, SchoolStateRecord, StateRecord
from schools.register.changes import touch

from .ledger import CONTENT, Ledger


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of `content/schools/<name>.csv`."""
    with open(CONTENT / "schools" / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def grouped(name: str, column: str) -> dict[str, list[dict[str, str]]]:
    groups = defaultdict(list)
    for row in rows(name):
        groups[row[column]].append(row)
    return groups


def day(text: str) -> date | None:
    """Parse an ISO date, or an ISO month as its first day. Return None for a blank."""
    return date.fromisoformat(text if len(text) != 7 else f"{text}-01") if text else None


def load_records(ledger: Ledger) -> None:
    results = grouped("results", "cds_code")
    for row in rows("state_records"):
        code = row["cds_code"]
        if not ledger.is_new(f"state record:{code}"):
            continue
        record = StateRecord(
            cds_code=code,
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
        Result.objects.bulk_create(Result(record=record, **_figure(result)) for result in results[code])
        ledger.add(f"state record:{code}")


def load_results(ledger: Ledger) -> None:
    """Load later editions of the results (`results_<month>.csv`), each once for each state record.

    A result that staff entered in the meantime stays as it is.
    """
    for path in sorted((CONTENT / "schools").glob("results_*.csv")):
        for code, results in grouped(path.stem, "cds_code").items():
            record, key = StateRecord.objects.filter(cds_code=code).first(), f"results:{path.stem}:{code}"
            if record is None or not ledger.is_new(key):
                continue
            new = (Result(record=record, **_figure(result)) for result in results)
            Result.objects.bulk_create(new, ignore_conflicts=True)
            touch(School.objects.filter(record_links__record=record))
            ledger.add(key)


def load_area_results(ledger: Ledger) -> None:
    """Load the results of the district and the state, each once."""
    for row in rows("area_results"):
        key = f"area result:{row['area']}:{row['measure']}:{row['academic_year']}"
        if ledger.is_new(key):
            new = AreaResult(area=row["area"], **_figure(row))
            AreaResult.objects.bulk_create([new], ignore_conflicts=True)
            ledger.add(key)


def _figure(row: dict[str, str]) -> dict:
    """Return the fields of a result. A blank value means that the state does not publish it."""
    return {
        "measure": row["measure"],
        "year": row["academic_year"],
        "value": Decimal(row["value"]) if row["value"] else None,
        "count": int(row["count"]) if row["count"] else None,
        "source": row["source"],
    }


def load_schools(ledger: Ledger) -> None:
    """Load campuses and schools, with their former names and links to state records."""
    sites = {row["key"]: row for row in rows("campuses")}
    former_names, links = grouped("former_names", "school"), grouped("school_records", "school")
    for row in rows("schools"):
        slug = row["slug"]
        if not ledger.is_new(f"school:{slug}"):
            continue
        school = School(
            slug=slug,
            name=row["name"],
            level=row["level"],
            lowest_grade=int(row["lowest_grade"]),
            highest_grade=int(row["highest_grade"]),
            campus=_campus(sites[row["campus"]], ledger),
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
        school.record_links = [
            SchoolStateRecord(record=StateRecord.objects.get(cds_code=link["cds_code"])) for link in links[slug]
        ]
        school.full_clean()
        school.save()
        ledger.add(f"school:{slug}")


def load_recognitions(ledger: Ledger) -> None:
    """Load the schools' recognitions, once for each school: afterwards staff maintain them."""
    for slug, recognition_rows in grouped("recognitions", "school").items():
        school = School.objects.filter(slug=slug).first()
        if school is None or not ledger.is_new(f"recognitions:{slug}"):
            continue
        for row in [] if school.recognitions.exists() else recognition_rows:
            facts = {name: row[name] for name in ("title", "source", "source_url")}
            recognition = Recognition(school=school, year=int(row["year"]), **facts)
            recognition.full_clean()
            recognition.save()
        ledger.add(f"recognitions:{slug}")


def _campus(row: dict[str, str], ledger: Ledger) -> Campus:
    key = f"campus:{row['key']}"
    campus = Campus.objects.filter(street=row["street"], zip=row["zip"]).first()
    if campus is None:
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
        if key not in ledger.keys:
            ledger.add(key)
    return campus
