"""Register records as JSON data, to compare and restore them."""

import json

from django.core.serializers.json import DjangoJSONEncoder
from modelcluster.models import get_serializable_data_for_fields, model_from_serializable_data

from .history import INTERNAL_FIELDS
from .models import School


def snapshot(record) -> dict:
    """Return the database state of `record`, with its lists, without fields that code sets (except `uid`)."""
    stored = type(record).objects.get(pk=record.pk)
    data = stored.serializable_data() if isinstance(stored, School) else get_serializable_data_for_fields(stored)
    data = {name: value for name, value in data.items() if name not in INTERNAL_FIELDS - {"uid"}}
    return json.loads(json.dumps(data, cls=DjangoJSONEncoder))


def is_unchanged(record, data: dict) -> bool:
    """Return whether `record` is stored as the snapshot `data` says. Fields newer than the snapshot do not count."""
    now = snapshot(record)
    return {name: now.get(name) for name in data} == data


def record_of(model, data: dict):
    """Return the unsaved record that the snapshot `data` describes, or None if it refers to something deleted.

    Fields that `snapshot` leaves out, and fields that are newer than `data`, come from the database.
    """
    stored = model.objects.filter(pk=data["pk"]).first()
    if stored is not None:
        data = snapshot(stored) | data
    try:
        record = School.from_serializable_data(data) if model is School else model_from_serializable_data(model, data)
    except Exception:  # modelcluster raises nothing more specific if a protected object is gone
        return None
    for name in ("latest_revision_id", "changed"):
        if stored is not None and hasattr(stored, name):
            setattr(record, name, getattr(stored, name))
    return record
