"""Fetching schools with their small lists in one query, so that a page with many lists needs few queries."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from schools.postings.models import Posting
from schools.register.json_rows import object_of, rows_of
from schools.register.models import NextSchool, Program, School, SchoolStateRecord, StateRecord
from schools.register.models.state_record import is_shared

WITH = {"record_links": ("record",)}  # foreign keys fetched with the items of a list
LISTS = ("former_names", "enrollments", "offerings", "recognitions")


def whole_school(pk: int, locale_id: int) -> School:
    """Return the school with its campus and its `LISTS`, from one query, and these attributes:

    `program_names`: names of its programs, in the language of the locale if they are translated.
    `next_keys`: keys of the profiles of high schools where its scholars can continue.
    `successor_keys`: key of the profile of the school that follows a closed one, in a list of at most one.
    `has_postings`: whether its page of required documents has anything on it.
    `records`: its state records, as `StateRecord.objects.of_school` returns them.
    """
    schools = School.objects.select_related("campus")
    schools = schools.annotate(program_names=_program_names(locale_id), next_keys=_next_keys(locale_id))
    schools = schools.annotate(successor_keys=_successor_keys(locale_id))
    schools = schools.annotate(has_postings=Exists(Posting.objects.shown_at(OuterRef("pk"))))
    school = schools.annotate(its_records=_records(), **_annotations(LISTS)).get(pk=pk)
    school.records = [_record(row) for row in school.its_records]
    for name in LISTS:
        _set_list(school, name, getattr(school, f"its_{name}"))
    return school


def fetch_lists(schools: list[School], *names: str) -> None:
    """Fetch the lists `names` of `schools` with one query."""
    if not schools:
        return
    fetched = School.objects.only("pk").annotate(**_annotations(names)).in_bulk({school.pk for school in schools})
    for school in schools:
        for name in names:
            _set_list(school, name, getattr(fetched[school.pk], f"its_{name}"))


def _annotations(names) -> dict[str, ArraySubquery]:
    of_school = ((name, _model(name).objects.filter(school=OuterRef("pk"))) for name in names)
    return {f"its_{name}": rows_of(objects, *WITH.get(name, ())) for name, objects in of_school}


def _model(name: str):
    return School._meta.get_field(name).related_model


def _set_list(school: School, name: str, rows: list[dict]) -> None:
    setattr(school, name, [object_of(_model(name), row, *WITH.get(name, ())) for row in rows])


def _records() -> ArraySubquery:
    links = SchoolStateRecord.objects.filter(school=OuterRef("pk")).annotate(shared=is_shared())
    return rows_of(links.order_by(F("record__closed").desc(nulls_first=True)), "record", shared="shared")


def _record(row: dict) -> StateRecord:
    record = object_of(SchoolStateRecord, row, "record").record
    record.shared = row["shared"]
    return record


def _program_names(locale_id: int) -> ArraySubquery:
    translated = Program.objects.filter(slug=OuterRef("slug"), locale=locale_id).values("name")[:1]
    programs = Program.objects.filter(schools=OuterRef("pk")).annotate(shown=Coalesce(Subquery(translated), "name"))
    return ArraySubquery(programs.order_by("shown").values("shown"))


def _next_keys(locale_id: int) -> ArraySubquery:
    links = NextSchool.objects.current().filter(school=OuterRef("pk"), high_school__pages__locale=locale_id)
    return ArraySubquery(links.order_by("sort_order").values("high_school__pages"))


def _successor_keys(locale_id: int) -> ArraySubquery:
    successors = School.objects.filter(pk=OuterRef("successor"), pages__locale=locale_id)
    return ArraySubquery(successors.order_by().values("pages"))
