"""What a change did to records, in words: fields before and after."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from django.apps import apps

from schools.register import history

from . import agreement
from .models import ChangeSet, RecordChange
from .work import chunks


@dataclass
class Rows:
    """Changes of one record or page: its name, its kind, and rows of (label, before, after)."""

    name: str
    kind: str
    rows: list[tuple[str, str, str]]


def describe(changes: Iterable[RecordChange], *, back: bool = False) -> list[Rows]:
    """Return what was done to each record, or with `back`, what undoing it does. A few queries for any number."""
    changes = list(changes)
    models = [apps.get_model(change.model) for change in changes]
    sides = [(change.after, change.before) if back else (change.before, change.after) for change in changes]
    contents = [(model, data) for model, pair in zip(models, sides, strict=True) for data in pair if data]
    states = iter(history.states(contents))
    result = []
    for change, model, pair in zip(changes, models, sides, strict=True):
        old, new = (next(states) if data else None for data in pair)
        rows = _rows(old, new, set(change.before or change.after))
        if rows:
            result.append(Rows(change.name, str(model._meta.verbose_name), rows))
    return result


def as_json(change_set: ChangeSet) -> dict:
    """Describe what the change did to records, for its preview. The digest is of all values before and after."""
    changed, digests = [], []
    for keys in chunks(list(change_set.records.values_list("pk", flat=True))):
        records = list(change_set.records.filter(pk__in=keys))
        changed += [asdict(rows) for rows in describe(records)]
        digests.append(agreement.digest([[one.model, one.key, one.before, one.after] for one in records]))
    return {"changed": changed, "digest": agreement.digest(digests)}


def _rows(old, new, names: set[str]) -> list[tuple[str, str, str]]:
    """Return the rows of one record. `names`: its fields when the change was made."""
    if old and new:
        return [(row.label, row.before, row.after) for row in history.differences(old, new, names)]
    state = old or new
    texts = [(label, history.text(state, name)) for name, label in history.fields(type(state)) if name in names]
    shown = [(label, text) for label, text in texts if text != history.NOTHING]
    return [(label, text, history.NOTHING) if old else (label, history.NOTHING, text) for label, text in shown]
