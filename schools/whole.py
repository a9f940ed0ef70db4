"""A school with its small lists, by one statement: a profile shows them all, and may ask only so often."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce, JSONObject

from .models.program import Program
from .models.school import School

LISTS = ("former_names", "enrollments", "recognitions")


def whole_school(pk: int, locale_id: int) -> School:
    """The school with its campus; its `LISTS` ask the database no more. `program_names` are in the language of the
    locale where the program has been translated."""
    models = {name: School._meta.get_field(name).related_model for name in LISTS}
    lists = {f"its_{name}": _rows(model) for name, model in models.items()}
    school = (
        School.objects.select_related("campus").annotate(program_names=_program_names(locale_id), **lists).get(pk=pk)
    )
    for name, model in models.items():
        setattr(school, name, [_made(model, row) for row in getattr(school, f"its_{name}")])
    return school


def _program_names(locale_id: int) -> ArraySubquery:
    translated = Program.objects.filter(slug=OuterRef("slug"), locale=locale_id).values("name")[:1]
    found = Program.objects.filter(schools=OuterRef("pk")).annotate(shown=Coalesce(Subquery(translated), "name"))
    return ArraySubquery(found.order_by("shown").values("shown"))


def _rows(model) -> ArraySubquery:
    fields = {field.attname: field.attname for field in model._meta.concrete_fields}
    return ArraySubquery(model.objects.filter(school=OuterRef("pk")).values(row=JSONObject(**fields)))


def _made(model, row: dict):
    """The object of a row that came as JSON: days are text there."""
    return model(**{field.attname: field.to_python(row[field.attname]) for field in model._meta.concrete_fields})
