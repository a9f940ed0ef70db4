"""Save register records with a revision, a log entry, and the reason: one record, or many in a few queries."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from wagtail import log_actions
from wagtail.models import ModelLogEntry, Revision

from . import following
from .following import stored
from .models.recorded import Recorded

CREATED, CHANGED, DELETED = "wagtail.create", "wagtail.edit", "wagtail.delete"
Key = tuple[type[Any], int]
Saved = tuple[Any, bool]  # a record as it is stored now, and whether it was added


class Recorder:
    """Saves records for one user and reason. `data` goes into every log entry.

    What is saved in a block of `together` is written at its end, each record once and as it is stored then.
    """

    def __init__(self, *, user=None, reason: str = "", **data) -> None:
        self.user, self.reason, self.data = user or log_actions.get_active_log_context().user, reason, data
        self.is_open = False
        self.noted: set[Key] = set()
        self.first: dict[Key, Revision] = {}
        self.saved: dict[Key, Saved] = {}

    @contextmanager
    def together(self) -> Iterator[None]:
        """Write, and let the other packages follow, what is saved in this block. Blocks can be nested."""
        if self.is_open:
            yield
            return
        self.is_open = True
        try:
            with transaction.atomic(), following.together():
                yield
                self._write()
        finally:
            self.is_open, self.noted, self.first, self.saved = False, set(), {}, {}

    def read(self, model: type[Any], keys: Iterable[int]) -> dict[int, Any]:
        """Return records by key, to be changed and saved in the same block."""
        records = stored(model, keys)
        for record in records.values():
            self.note(record)
        return records

    def note(self, record) -> None:
        """Keep what the unchanged `record` says: as its first revision, if it has none."""
        key = type(record), record.pk
        self.noted.add(key)
        if isinstance(record, Recorded) and record.latest_revision_id is None:
            self.first.setdefault(key, _revision(record))

    def save(self, record, *, clean: bool = True) -> None:
        """Save a record, which can be new. Raises ValidationError if it is not valid, unless `clean` is off."""
        if clean:
            record.full_clean()
        with self.together():
            is_new = record._state.adding
            if not is_new and (type(record), record.pk) not in self.noted:
                self.read(type(record), [record.pk])
            record.save()
            self.saved.setdefault((type(record), record.pk), (record, is_new))

    def delete(self, records: Iterable[Recorded]) -> None:
        """Log that `records` are about to be deleted."""
        ModelLogEntry.objects.bulk_create(
            self._entry(record, DELETED, deleted=True) for record in records if isinstance(record, Recorded)
        )

    def written(self, saved: list[Saved]) -> None:
        """Do more with the records that were saved together, in the same transaction."""

    def _write(self) -> None:
        now = [
            (record, self.saved[model, key][1])
            for model in dict.fromkeys(model for model, _key in self.saved)
            for key, record in stored(model, [key for one, key in self.saved if one is model]).items()
        ]
        self._add_revisions([one for one in now if isinstance(one[0], Recorded)])
        self.written(now)

    def _add_revisions(self, saved: list[Saved]) -> None:
        for record, _is_new in saved:
            record.latest_revision = _revision(record, self.user)
        first = [revision for key, revision in self.first.items() if key in self.saved]
        Revision.objects.bulk_create([*first, *(record.latest_revision for record, _is_new in saved)])
        for model in {type(record) for record, _is_new in saved}:
            records = [record for record, _is_new in saved if type(record) is model]
            model._base_manager.bulk_update(records, ["latest_revision"])
        for record, _is_new in saved:
            self.saved[type(record), record.pk][0].latest_revision = record.latest_revision
        ModelLogEntry.objects.bulk_create(
            self._entry(record, CREATED if is_new else CHANGED, revision=record.latest_revision)
            for record, is_new in saved
        )

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
            data={"reason": self.reason, **self.data},
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


def log(instance, action: str, *, user=None, **details):
    """Write a Wagtail log entry for one of several records that one request changes.

    Of the entries that share a request and an action, Wagtail's histories show only the last, even if they are about
    different records. So each entry gets its own log context.
    """
    context = log_actions.get_active_log_context()
    with log_actions.LogContext(user=user or context.user):
        return log_actions.log(instance=instance, action=action, user=user, **details)
