"""Fetching schools with their small lists in one query, so that a page with many lists needs few queries."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce

from pages.content_cache import memo_each, memoized
from schools.events.models import EventPage
from schools.postings.models import Posting
from schools.register.models import NextSchool, Program, School
from toolkit.json_rows import object_of, rows_of

WITH = {"record_links": ("record",)}  # foreign keys fetched with the items of a list
LISTS = ("former_names", "enrollments", "offerings", "recognitions")


@memoized
def whole_school(pk: int, locale_id: int) -> School:
    """Return the school with its campus and its `LISTS`, from one query, and these attributes:

    `program_names`: names of its programs, in the language of the locale if they are translated.
    `next_keys`: keys of the profiles of high schools where its scholars can continue.
    `successor_keys`: key of the profile of the school that follows a closed one, in a list of at most one.
    `event_rows`: the coming events, for `EventPage.next_of`.
    `has_postings`: whether its page of required documents has anything on it.
    `planned`: the renames and moves that its profile shows before their day.
    """
    schools = School.objects.select_related("campus")
    schools = schools.annotate(program_names=_program_names(locale_id), next_keys=_next_keys(locale_id))
    schools = schools.annotate(successor_keys=_successor_keys(locale_id))
    schools = schools.annotate(event_rows=EventPage.coming_rows(OuterRef("pk"), locale_id))
    schools = schools.annotate(has_postings=Exists(Posting.objects.shown_at(OuterRef("pk"))))
    planned = _model("planned_changes").objects.for_families(OuterRef("pk"), OuterRef("campus"))
    schools = schools.annotate(planned_rows=rows_of(planned))
    school = schools.annotate(**_annotations(LISTS)).get(pk=pk)
    for name in LISTS:
        _set_list(school, name, getattr(school, f"its_{name}"))
    planned = [object_of(_model("planned_changes"), row) for row in school.planned_rows]
    school.planned = [one for one in planned if not school.closed or one.day <= school.closed]
    return school


def fetch_lists(schools: list[School], *names: str) -> None:
    """Fetch the lists `names` of `schools` with one query, or none if they are cached."""
    rows = memo_each(f"lists {names}", {school.pk for school in schools}, lambda keys: _rows_of(keys, names))
    for school in schools:
        for name in names:
            _set_list(school, name, rows[school.pk][name])


def _rows_of(keys: list[int], names) -> dict[int, dict[str, list[dict]]]:
    schools = School.objects.filter(pk__in=keys).values_list("pk").annotate(**_annotations(names))
    return {pk: dict(zip(names, rows, strict=True)) for pk, *rows in schools}


def _annotations(names) -> dict[str, ArraySubquery]:
    of_school = ((name, _model(name).objects.filter(school=OuterRef("pk"))) for name in names)
    return {f"its_{name}": rows_of(objects, *WITH.get(name, ())) for name, objects in of_school}


def _model(name: str):
    return School._meta.get_field(name).related_model


def _set_list(school: School, name: str, rows: list[dict]) -> None:
    setattr(school, name, [object_of(_model(name), row, *WITH.get(name, ())) for row in rows])


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
