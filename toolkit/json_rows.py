"""Related objects fetched inside the query of their parent, as JSON: few queries for a page with many lists."""

import json
from collections import defaultdict
from collections.abc import Collection

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet
from django.db.models.functions import JSONObject


def rows_of(queryset: QuerySet, *paths: str, only: Collection[str] = ()) -> ArraySubquery:
    """Return a subquery for the objects of `queryset`, which refers to the parent with `OuterRef`.

    `paths` are foreign keys to fetch with them, such as `school__campus`. `only` are the columns to read (`attname`),
    if not all; PostgreSQL 15 takes at most 50.
    """
    return ArraySubquery(queryset.values(row=_json(queryset.model, paths, only=only)))


def object_of(model, row: dict, *paths: str):
    """Return the object of a row of `rows_of`, in which dates are text. Columns that were not read are deferred."""
    fields = [field for field in model._meta.concrete_fields if field.attname in row]
    names, values = [field.attname for field in fields], [_value(field, row[field.attname]) for field in fields]
    result = model.from_db(DEFAULT_DB_ALIAS, names, values)
    for name, rest in _by_first(paths).items():
        field = model._meta.get_field(name)
        is_set = row[field.attname] is not None
        setattr(result, name, object_of(field.related_model, row[name], *rest) if is_set else None)
    return result


def _value(field, value):
    return field.to_python(json.dumps(value) if isinstance(field, ArrayField) and value is not None else value)


def _json(model, paths: tuple[str, ...], prefix: str = "", only: Collection[str] = ()) -> JSONObject:
    names = [field.attname for field in model._meta.concrete_fields if not only or field.attname in only]
    fields: dict[str, str | JSONObject] = {name: f"{prefix}{name}" for name in names}
    for name, rest in _by_first(paths).items():
        fields[name] = _json(model._meta.get_field(name).related_model, tuple(rest), f"{prefix}{name}__")
    return JSONObject(**fields)


def _by_first(paths) -> dict[str, list[str]]:
    """Return the rest of each path by its first part: `["school__campus"]` → `{"school": ["campus"]}`."""
    result: defaultdict[str, list[str]] = defaultdict(list)
    for path in paths:
        first, _separator, rest = path.partition("__")
        result[first] += [rest] if rest else []
    return result
