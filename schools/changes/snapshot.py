"""Register records as JSON data, to compare and restore them."""

import json
from functools import partial

from django.core.serializers.json import DjangoJSONEncoder
from modelcluster.models import get_serializable_data_for_fields, model_from_serializable_data

from schools.register.history import INTERNAL_FIELDS
from schools.register.models import School


def content(record) -> dict:
    """Return `record`, as it was read, with its lists, without fields that code sets (except `uid`)."""
    read = getattr(record, "serializable_data", partial(get_serializable_data_for_fields, record))
    data = {name: value for name, value in read().items() if name not in INTERNAL_FIELDS - {"uid"}}
    return json.loads(json.dumps(data, cls=DjangoJSONEncoder))


def is_unchanged(record, data: dict) -> bool:
    """Return whether `record`, as it was read, is what `data` says. Fields newer than the snapshot do not count."""
    now = content(record)
    return {name: now.get(name) for name in data} == data


def restore(record, before: dict, after: dict) -> set[str] | None:
    """Give `record`, which is what the snapshot `after` says, the values of the snapshot `before`. The caller saves it.

    Returns the names of the fields that this changes, or None if `before` refers to something deleted.
    """
    changed = {name: value for name, value in before.items() if after.get(name) != value}
    state = _from_data(type(record), {**changed, "pk": record.pk})
    if state is None:
        return None
    for name in changed:
        field = record._meta.get_field(name)
        if field.one_to_many or field.many_to_many:
            setattr(record, name, list(getattr(state, name).all()))
        else:
            setattr(record, field.attname, getattr(state, field.attname))
    return set(changed)


def _from_data(model, data: dict):
    """Return the unsaved record that `data` describes, or None if it refers to something deleted."""
    try:
        return School.from_serializable_data(data) if model is School else model_from_serializable_data(model, data)
    except Exception:  # modelcluster raises nothing more specific if a protected object is gone
        return None
