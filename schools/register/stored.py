"""Read register records with their lists, in a few queries."""

from collections.abc import Iterable

from django.db import models
from modelcluster.models import get_all_child_m2m_relations, get_all_child_relations

from .models import School

LISTS = [
    *(relation.get_accessor_name() for relation in get_all_child_relations(School)),
    *(field.name for field in get_all_child_m2m_relations(School)),
]


def stored(model: type[models.Model], keys: Iterable[int]) -> dict[int, models.Model]:
    """Return the records of `model` as the database has them now, by key."""
    records = model._default_manager.filter(pk__in=keys)
    return {record.pk: record for record in (records.prefetch_related(*LISTS) if model is School else records)}
