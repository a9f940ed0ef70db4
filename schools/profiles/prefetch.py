"""Fetching schools with their small lists in one query, so that a page with many lists needs few queries."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce, JSONObject

from schools.postings.models import Posting
from schools.register.models import NextSchool, Program, School

WITH = {"record_links": "record"}  # foreign keys fetched with the items of a list
LISTS = ("former_names", "enrollments", "offerings", "recognitions")


def whole_school(pk: int, locale_id: int) -> School:
    """Return the school with its campus and its `LISTS`, from one query, and these attributes:

    `program_names`: names of its programs, in the language of the locale if they are translated.
    `next_keys`: keys of the profiles of high schools where its scholars can continue.
    `successor_keys`: key of the profile of the school that follows a closed one, in a list of at most one.
    `has_postings`: whether its page of required documents has anything on it.
    """
    schools = School.objects.select_related("campus")
    schools = schools.annotate(program_names=_program_names(locale_id), next_keys=_next_keys(locale_id))
    schools = schools.annotate(successor_keys=_successor_keys(locale_id))
    schools = schools.annotate(has_postings=Exists(Posting.objects.shown_at(OuterRef("pk"))))
    school = schools.annotate(**_annotations(LISTS)).get(pk=pk)
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
    return {f"its_{name}": _rows(_model(name), WITH.get(name)) for name in names}


def _model(name: str):
    return School._meta.get_field(name).related_model


def _set_list(school: School, name: str, rows: list[dict]) -> None:
    setattr(school, name, [_object_of(_model(name), row, WITH.get(name)) for row in rows])


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


def _rows(model, foreign_key: str | None) -> ArraySubquery:
    fields = {field.attname: field.attname for field in model._meta.concrete_fields}
    if foreign_key:
        related_fields = model._meta.get_field(foreign_key).related_model._meta.concrete_fields
        fields[foreign_key] = JSONObject(
            **{field.attname: f"{foreign_key}__{field.attname}" for field in related_fields}
        )
    return ArraySubquery(model.objects.filter(school=OuterRef("pk")).values(row=JSONObject(**fields)))


def _object_of(model, row: dict, foreign_key: str | None = None):
    """Return the object of a JSON row, in which dates are text."""
    result = model(**{field.attname: field.to_python(row[field.attname]) for field in model._meta.concrete_fields})
    if foreign_key:
        setattr(result, foreign_key, _object_of(model._meta.get_field(foreign_key).related_model, row[foreign_key]))
    return result
