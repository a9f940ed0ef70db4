"""A school with its small lists, by one statement: a profile shows them all, and may ask only so often."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from .models.school import School

LISTS = ("former_names", "enrollments")


def whole_school(pk: int) -> School:
    """The school with its campus; its `LISTS` ask the database no more."""
    models = {name: School._meta.get_field(name).related_model for name in LISTS}
    lists = {f"its_{name}": _rows(model) for name, model in models.items()}
    school = School.objects.select_related("campus").annotate(**lists).get(pk=pk)
    for name, model in models.items():
        setattr(school, name, [_made(model, row) for row in getattr(school, f"its_{name}")])
    return school


def _rows(model) -> ArraySubquery:
    fields = {field.attname: field.attname for field in model._meta.concrete_fields}
    return ArraySubquery(model.objects.filter(school=OuterRef("pk")).values(row=JSONObject(**fields)))


def _made(model, row: dict):
    """The object of a row that came as JSON: days are text there."""
    return model(**{field.attname: field.to_python(row[field.attname]) for field in model._meta.concrete_fields})
