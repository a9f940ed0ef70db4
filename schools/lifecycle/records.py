"""Saves records of the register with one reason: a revision each, and, for a guided change, what they were before."""

from schools import history
from schools.exchange.snapshot import snapshot
from schools.log import log
from schools.models import ImportBatch, ImportedRecord


class Records:
    """`batch` is the guided change that they belong to; without one nothing is kept but the revisions. The log keeps
    `data`."""

    def __init__(self, *, user, reason: str, batch: ImportBatch | None = None, **data):
        self.user, self.reason, self.batch, self.data = user, reason, batch, data

    def save(self, record) -> None:
        """Saves one that is there. Raises ValidationError if it may not be like that."""
        before = snapshot(record) if self.batch else None
        revision = history.save(record, user=self.user, reason=self.reason, **self.data)
        self._keep(record, before, revision)

    def add(self, record) -> None:
        """The same for a new one."""
        record.full_clean()
        record.save()
        revision = record.save_revision(user=self.user, clean=False)
        data = {"reason": self.reason, **self.data}
        log(instance=record, action="wagtail.create", user=self.user, revision=revision, data=data)
        self._keep(record, None, revision)

    def _keep(self, record, before: dict | None, revision) -> None:
        if self.batch:
            ImportedRecord.objects.create(
                batch=self.batch,
                model=record._meta.label_lower,
                key=record.pk,
                name=str(record)[:200],
                before=before,
                after=snapshot(record),
                revision=revision,
            )
