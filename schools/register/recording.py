"""Record what happens to many register records, with their revisions and log entries in a few queries."""

from typing import Any
from uuid import uuid4

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.log_actions import get_active_log_context
from wagtail.models import ModelLogEntry, Revision

from .models.recorded import Recorded
from .queries import stored

CREATED, CHANGED, DELETED = "wagtail.create", "wagtail.edit", "wagtail.delete"


class Recording:
    """Notes what the caller does to records, and writes it when told to. `data` goes into every log entry.

    Each record is written once, as it is stored then, even if it was saved more often.
    """

    def __init__(self, *, user=None, **data) -> None:
        self.user, self.data = user or get_active_log_context().user, data
        self.first: dict[tuple[type[Recorded], int], Revision] = {}
        self.saved: dict[tuple[type[Recorded], int], str] = {}  # with the action
        self.deleted: list[ModelLogEntry] = []

    def keep(self, record: Recorded) -> None:
        """Keep the unchanged `record` as its first revision if it has none."""
        key = type(record), record.pk
        if record.latest_revision_id is None and key not in self.saved:
            self.first.setdefault(key, _revision(record))

    def save(self, record: Recorded) -> None:
        """Save `record`, which is new or has been given to `keep`."""
        action = CREATED if record._state.adding else CHANGED
        record.save()
        self.saved.setdefault((type(record), record.pk), action)

    def delete(self, record: Recorded) -> None:
        """Note that `record` is about to be deleted."""
        self.deleted.append(self._entry(record, DELETED, deleted=True))

    def write(self) -> None:
        """Write what was noted."""
        entries: list[ModelLogEntry] = self.deleted
        latest: list[Recorded] = []
        for model in dict.fromkeys(model for model, _key in self.saved):
            keys = [key for one, key in self.saved if one is model]
            for key, record in stored(model, keys).items():
                record.latest_revision = _revision(record, self.user)
                entries.append(self._entry(record, self.saved[model, key], revision=record.latest_revision))
                latest.append(record)
        Revision.objects.bulk_create([*self.first.values(), *(record.latest_revision for record in latest)])
        for kind in {type(record) for record in latest}:
            kind._base_manager.bulk_update([one for one in latest if type(one) is kind], ["latest_revision"])
        ModelLogEntry.objects.bulk_create(entries)
        self.first, self.saved, self.deleted = {}, {}, []

    def _entry(self, record: Recorded, action: str, **details: Any) -> ModelLogEntry:
        """Return a log entry. It has its own `uuid`, as in `log`."""
        return ModelLogEntry(
            content_type=ContentType.objects.get_for_model(record),
            object_id=str(record.pk),
            label=str(record),
            action=action,
            timestamp=timezone.now(),
            user=self.user,
            uuid=uuid4(),
            data=self.data,
            **details,
        )


def _revision(record: Recorded, user=None) -> Revision:
    return Revision(
        content_object=record,
        base_content_type=record.get_base_content_type(),
        created_at=timezone.now(),
        user=user,
        content=record.serializable_data(),
        object_str=str(record),
    )
