"""The rows of the open data. Each file takes one query, read while the file is sent, so memory use stays small."""

from collections.abc import Iterator
from types import SimpleNamespace
from urllib.parse import urljoin

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Subquery
from django.db.models.functions import JSONObject

from schools.postings.models import Requirement
from schools.register import models as register
from schools.register import page_types
from schools.register.school_year import first_day
from schools.results.models import Result
from toolkit.visibility import public

from .columns import APPLICATIONS, FORMER_NAME, NEXT_SCHOOL, OFFERING, RECOGNITION, STATE_RECORD, as_json

CHUNK = 500


def objects(rows, items) -> ArraySubquery:
    """Return a subquery for the members `items` of the related `rows`, as a list of JSON objects."""
    return ArraySubquery(rows.values(item=JSONObject(**{item.name: item.name for item in items})))


def formatted(values: list[dict], items) -> list[dict]:
    """Format the values of objects from `objects`. Dates in them are already ISO text."""
    rows = [SimpleNamespace(**value) for value in values]
    return [{item.name: as_json(item.of(row)) for item in items} for row in rows]


def list_address(request) -> str:
    """Return the full URL of the school list in the language of the files, or "". Profile URLs start with it."""
    page = page_types.school_list(settings.LANGUAGE_CODE)
    return (page.get_full_url(request) or "") if page else ""


def profiles():
    """Return the public profiles in the language of the files."""
    return public(page_types.profiles().filter(locale__language_code=settings.LANGUAGE_CODE))


def profile_addresses(request, schools) -> dict[int, str]:
    """Return the full URLs of the public profiles of `schools` (keys), by key. Two queries."""
    base = list_address(request)
    slugs = profiles().filter(school__in=schools).values_list("school_id", "slug") if base else ()
    return {school: urljoin(base, f"{slug}/") for school, slug in slugs}


def schools(request) -> Iterator[register.School]:
    """Yield the schools that have opened, by name, each with its campus, the lists for `columns`, and its `url`."""
    base = list_address(request)
    names = register.FormerName.objects.filter(school=OuterRef("pk")).order_by("sort_order", "pk")
    records = register.StateRecord.objects.filter(school_links__school=OuterRef("pk"))
    opened = register.School.objects.opened()
    following = register.NextSchool.objects.current().filter(school=OuterRef("pk"), high_school__in=opened)
    following = following.annotate(slug=F("high_school__slug"), name=F("high_school__name")).order_by("sort_order")
    lists = {
        "names": (names, FORMER_NAME),
        "enrollment_years": (register.Enrollment.objects.filter(school=OuterRef("pk")).order_by("year"), APPLICATIONS),
        "offered": (register.Offering.objects.filter(school=OuterRef("pk")), OFFERING),
        "honors": (register.Recognition.objects.filter(school=OuterRef("pk")), RECOGNITION),
        "following": (following, NEXT_SCHOOL),
        "records": (records.order_by(F("closed").desc(nulls_first=True), "cds_code"), STATE_RECORD),
    }
    queryset = opened.select_related("campus").annotate(
        profile=Subquery(profiles().filter(school=OuterRef("pk")).values("slug")[:1]),
        seasons=objects(register.EnrollmentSeason.objects.all(), APPLICATIONS),
        **{name: objects(rows, items) for name, (rows, items) in lists.items()},
    )
    for school in queryset.order_by("name", "slug").iterator(CHUNK):
        school.enrollment_years = _with_seasons(school)
        for name, (_rows, items) in lists.items():
            setattr(school, name, formatted(getattr(school, name), items))
        school.url = urljoin(base, f"{school.profile}/") if base and school.profile else ""
        yield school


def _with_seasons(school) -> list[dict]:
    """Return the school's own windows, and those of all schools for other years that it serves, in order."""
    seasons = [season for season in school.seasons if _serves(school, season["year"])]
    by_year = {window["year"]: window for window in (*seasons, *school.enrollment_years)}
    return [by_year[year] for year in sorted(by_year)]


def _serves(school, year: str) -> bool:
    start = first_day(year)
    return school.opened < start.replace(year=start.year + 1) and not (school.closed and school.closed < start)


def results(request) -> Iterator[tuple]:
    """Yield the state data for schools that have opened, as named tuples for `columns.RESULT`."""
    opened = register.School.objects.opened()
    of_opened = register.SchoolStateRecord.objects.filter(record=OuterRef("record"), school__in=opened)
    queryset = Result.objects.filter(Exists(of_opened)).order_by("record__cds_code", "measure", "year")
    queryset = queryset.annotate(cds_code=F("record__cds_code"), record_name=F("record__name"), academic_year=F("year"))
    names = ("cds_code", "record_name", "measure", "academic_year", "value", "count", "source")
    return queryset.values_list(*names, named=True).iterator(CHUNK)


def required(request) -> Iterator[Requirement]:
    """Yield the list of required postings in its order, without entries that are no longer in use."""
    return Requirement.objects.filter(in_use=True).iterator(CHUNK)
