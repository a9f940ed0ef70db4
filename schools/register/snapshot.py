"""A record of the register as data that can be compared and put back."""

import json

from django.core.serializers.json import DjangoJSONEncoder
from modelcluster.models import get_serializable_data_for_fields, model_from_serializable_data

from .history import OF_ITSELF
from .models import School


def snapshot(record) -> dict:
    """What the database says of `record`, with its lists, but for what the code keeps of itself."""
    stored = type(record).objects.get(pk=record.pk)
    data = stored.serializable_data() if isinstance(stored, School) else get_serializable_data_for_fields(stored)
    data = {name: value for name, value in data.items() if name not in OF_ITSELF - {"uid"}}
    return json.loads(json.dumps(data, cls=DjangoJSONEncoder))


def record_of(model, data: dict):
    """The record that `data` is of, not saved, None if it cannot be; what `snapshot` left out is as in the database."""
    stored = model.objects.filter(pk=data["pk"]).first()
    try:
        record = School.from_serializable_data(data) if model is School else model_from_serializable_data(model, data)
    except Exception:  # all that modelcluster says of something protected that is gone
        return None
    for name in ("latest_revision_id", "changed"):
        if stored is not None and hasattr(stored, name):
            setattr(record, name, getattr(stored, name))
    return record
