"""Preview a change: make it, describe it, and roll it back. Apply it: make it again, and compare.

So a preview is what really happens, and nothing that a kind does may write outside the database before the commit.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from modelcluster.models import get_serializable_data_for_fields

from schools.register import history
from schools.register.recorder import Recorder

from . import agreement
from .agreement import Refused
from .models import ChangeSet, RecordChange, State
from .work import Progress, at_work, chunks, lock, no_progress


def content(record) -> dict:
    """Return `record`, as it was read, with its lists, without fields that code sets (except `uid`)."""
    read = getattr(record, "serializable_data", partial(get_serializable_data_for_fields, record))
    data = {name: value for name, value in read().items() if name not in history.INTERNAL_FIELDS - {"uid"}}
    return json.loads(json.dumps(data, cls=DjangoJSONEncoder))


class ChangeRecorder(Recorder):
    """Also stores a `RecordChange` for each record that it saves: before and after. The first `before` stays."""

    def __init__(self, change_set: ChangeSet, **options) -> None:
        super().__init__(**options, change=change_set.pk)
        self.change_set = change_set
        self.before: dict[tuple[type, int], dict[str, Any]] = {}

    def note(self, record) -> None:
        super().note(record)
        self.before.setdefault((type(record), record.pk), content(record))

    def written(self, saved: list[tuple[Any, bool]]) -> None:
        changes = [
            RecordChange(
                change_set=self.change_set,
                model=record._meta.label_lower,
                key=record.pk,
                name=str(record)[:200],
                before=None if is_new else self.before[type(record), record.pk],
                after=content(record),
                revision_id=getattr(record, "latest_revision_id", None),
            )
            for record, is_new in saved
        ]
        RecordChange.objects.bulk_create(
            changes,
            update_conflicts=True,
            unique_fields=["change_set", "model", "key"],
            update_fields=["name", "after", "revision"],
        )
        self.before = {}


@dataclass
class Change:
    """A change while it is made. `digest` is that of the preview which `user` agreed to; None skips the check."""

    change_set: ChangeSet
    user: Any
    recorder: ChangeRecorder
    digest: str | None = None
    progress: Progress = no_progress

    def check(self, current: str) -> None:
        """Raise Outdated if `current`, the digest of what is done now, is not what `user` agreed to."""
        if self.digest is not None:
            agreement.check(self.digest, current)


def look(change_set: ChangeSet, *, progress: Progress = no_progress) -> None:
    """Preview the change now. If it cannot be, its `error` says why."""
    kind, user = change_set.of_kind, change_set.by
    found: dict[str, Any] = {"state": State.CHECKED, "error": ""}
    with at_work(change_set.pk, progress) as report:
        try:
            with transaction.atomic():
                if kind.writes_to_preview:
                    lock()
                found["preview"] = kind.look(_change(change_set, user, "", progress=report))
                transaction.set_rollback(True)
        except Refused as error:
            found |= {"state": State.FAILED, "error": str(error)}
        # Unless somebody has applied it since, or is about to.
        waiting = ChangeSet.objects.filter(pk=change_set.pk, at=None).exclude(state=State.APPLYING)
        waiting.update(**found)
    change_set.refresh_from_db()


def apply(
    change_set: ChangeSet, *, user=None, reason: str, digest: str | None = None, progress: Progress = no_progress
) -> dict[str, Any]:
    """Make the change, and return what its preview says now. `digest` is that of the preview `user` agreed to.

    Raises Refused if it has been applied, can no longer be, would do something else, or `user` lacks a permission.
    """
    with at_work(change_set.pk, progress) as report:
        lock()
        if ChangeSet.objects.get(pk=change_set.pk).at:
            raise Refused(_("This has already been applied."))
        change = _change(change_set, user, reason, digest=digest, progress=report)
        try:
            preview = change_set.of_kind.apply(change)
        except ValidationError as error:
            raise Refused(" ".join(error.messages)) from error
        change_set.state, change_set.error = State.APPLIED, ""
        change_set.preview = change_set.preview | preview
        change_set.reason, change_set.by, change_set.at = reason, user, timezone.now()
        change_set.save()
        return preview


def _change(change_set: ChangeSet, user, reason: str, **options) -> Change:
    return Change(change_set, user, ChangeRecorder(change_set, user=user, reason=reason), **options)


def describe(changes: Iterable[RecordChange], *, back: bool = False) -> list[dict[str, Any]]:
    """Return in words what was done to records, or with `back`, what undoing it does. A few queries for any number.

    Of each: its `name`, its `kind`, and `rows` of (label, before, after).
    """
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
            result.append({"name": change.name, "kind": str(model._meta.verbose_name), "rows": rows})
    return result


def described(change_set: ChangeSet) -> dict[str, Any]:
    """Describe what the change did to records, for its preview. The digest is of all values before and after."""
    changed, digests = [], []
    for keys in chunks(list(change_set.records.values_list("pk", flat=True))):
        records = list(change_set.records.filter(pk__in=keys))
        changed += describe(records)
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
