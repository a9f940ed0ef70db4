"""Preview a change: make it, describe it, and roll it back. Apply it: make it again, and compare.

So a preview is what really happens. Nothing that a kind does may write outside the database before the commit. A
digest is the same in every language, so that people may preview and apply in theirs.
"""

import json
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from modelcluster.models import get_serializable_data_for_fields

from schools.register.history import INTERNAL_FIELDS
from schools.register.recorder import Recorder, Saved

from . import agreement
from .agreement import Refused
from .models import ChangeSet, RecordChange, State
from .work import Progress, at_work, lock, no_progress


def content(record) -> dict:
    """Return `record`, as it was read, with its lists, without fields that code sets (except `uid`)."""
    read = getattr(record, "serializable_data", partial(get_serializable_data_for_fields, record))
    data = {name: value for name, value in read().items() if name not in INTERNAL_FIELDS - {"uid"}}
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

    def written(self, saved: list[Saved]) -> None:
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
