"""Save records of a change, with what they said before and after."""

from typing import Any

from schools.register.recorder import Recorder, Saved

from .models import ChangeSet, RecordChange
from .snapshot import content


class ChangeRecorder(Recorder):
    """Also stores a `RecordChange` for each record that it saves. If one is saved twice, the first `before` stays."""

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
