"""Read register records with their lists, in a few queries."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db import models
from modelcluster.models import get_all_child_m2m_relations, get_all_child_relations

from .models import School


@cache
def _lists() -> list[str]:
    """Return the names of a school's lists."""
    relations = [relation.get_accessor_name() for relation in get_all_child_relations(School)]
    return relations + [field.name for field in get_all_child_m2m_relations(School)]


def stored(model: type[models.Model], keys: Iterable[int]) -> dict[int, Any]:
    """Return the records of `model` as the database has them now, by key."""
    records = model._default_manager.filter(pk__in=keys)
    return {record.pk: record for record in (records.prefetch_related(*_lists()) if model is School else records)}
